package warble.post;

/** Numbers of likes and comments of a post, or a change of them. */
record Counts(int likes, int comments) {

  static final Counts ZERO = new Counts(0, 0);

  /**
   * Changes of one post overtake each other in the cache: it may hold less than none for a moment.
   */
  Counts atLeastZero() {
    return new Counts(Math.max(0, likes), Math.max(0, comments));
  }
}
