package warble.feed;

import io.vertx.core.json.JsonObject;

/**
 * A post was made or deleted, or what happened to one is lost.
 *
 * @param kind which of these
 * @param post the post; 0 when it is not known
 * @param author who wrote it
 */
record PostEvent(Kind kind, long post, long author) {

  enum Kind {
    CREATED,
    DELETED,
    /** What happened will not be told: the timelines are to be read from Postgres again. */
    LOST
  }

  /** The event in a record of change capture: a row and what was done to it. */
  static PostEvent of(JsonObject row) {
    return new PostEvent(kind(row), ChangeRecord.id(row, "id"), ChangeRecord.id(row, "author_id"));
  }

  /** That an event of this author is lost. */
  static PostEvent lost(long author) {
    return new PostEvent(Kind.LOST, 0, author);
  }

  private static Kind kind(JsonObject row) {
    return ChangeRecord.isDelete(row) ? Kind.DELETED : Kind.CREATED;
  }
}
