package warble.feed;

/**
 * What live feeds are told.
 *
 * @param kind what happened
 * @param user whose posts, or whose follows, it is about
 * @param post the post; 0 when it is not about one
 */
record News(Kind kind, long user, long post) {

  enum Kind {
    /** A post has reached all timelines that it concerns. */
    POSTED,
    /** What happened to posts of this author was not told. */
    MISSED,
    /** Whom this user follows is another set. */
    FOLLOWS
  }

  /** That the post can be found in feeds. */
  static News posted(PostEvent event) {
    return new News(Kind.POSTED, event.author(), event.post());
  }

  /** That something of this author is not told. */
  static News missed(long author) {
    return new News(Kind.MISSED, author, 0);
  }

  /** That this user follows others than before. */
  static News follows(long user) {
    return new News(Kind.FOLLOWS, user, 0);
  }
}
