package warble.post;

import java.time.Instant;
import warble.runtime.EntityId;

/**
 * A post as one viewer sees it.
 *
 * @param counts how many users like it, and how many comments it has
 * @param likedByViewer whether the viewer likes it
 */
record Post(long id, long author, String content, Counts counts, boolean likedByViewer) {

  /** A post that was written just now. */
  static Post written(long id, long author, PostText text) {
    return new Post(id, author, text.content(), Counts.ZERO, false);
  }

  Post likedByViewer(boolean liked) {
    return new Post(id, author, content, counts, liked);
  }

  Instant createdAt() {
    return EntityId.createdAt(id);
  }
}
