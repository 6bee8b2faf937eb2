package warble.post;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;

/** What became of a request to delete a post or a comment. */
sealed interface Deletion {

  /** It is gone. {@code post} is the post, or the post that the comment was on. */
  record Done(long post) implements Deletion {}

  /** It exists, and the caller may not delete it. */
  record NotAllowed() implements Deletion {}

  /** There is no such thing. */
  record Unknown() implements Deletion {}

  /** The outcome that a statement tells by at most one row of {@code post_id, allowed}. */
  static Deletion of(RowSet<Row> rows) {
    if (rows.size() == 0) {
      return new Unknown();
    }
    Row row = rows.iterator().next();
    return row.getBoolean("allowed") ? new Done(row.getLong("post_id")) : new NotAllowed();
  }
}
