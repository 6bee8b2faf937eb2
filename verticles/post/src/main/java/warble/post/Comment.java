package warble.post;

import java.time.Instant;
import warble.runtime.EntityId;

/** A comment on a post. */
record Comment(long id, long post, long author, String content) {

  Instant createdAt() {
    return EntityId.createdAt(id);
  }
}
