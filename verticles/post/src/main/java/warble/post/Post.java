package warble.post;

import java.time.Instant;
import warble.runtime.EntityId;

/**
 * A post as one viewer sees it.
 *
 * @param likes how many users like it
 * @param comments how many comments it has
 * @param likedByViewer whether the viewer likes it
 */
record Post(long id, long author, String content, int likes, int comments, boolean likedByViewer) {

  /** A post that was written just now. */
  static Post written(long id, long author, PostText text) {
    return new Post(id, author, text.content(), 0, 0, false);
  }

  Instant createdAt() {
    return EntityId.createdAt(id);
  }
}
