package warble.feed;

import io.vertx.core.json.JsonObject;

/**
 * A post was made or deleted.
 *
 * @param kind which of the two
 * @param post the post
 * @param author who wrote it
 */
record PostEvent(Kind kind, long post, long author) {

  enum Kind {
    CREATED,
    DELETED
  }

  /** The event in a record of change capture: a row and what was done to it. */
  static PostEvent of(JsonObject row) {
    return new PostEvent(kind(row), ChangeRecord.id(row, "id"), ChangeRecord.id(row, "author_id"));
  }

  private static Kind kind(JsonObject row) {
    return ChangeRecord.isDelete(row) ? Kind.DELETED : Kind.CREATED;
  }
}
