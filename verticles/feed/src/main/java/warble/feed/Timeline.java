package warble.feed;

import java.util.List;

/**
 * A list of posts kept in Redis.
 *
 * @param key its key
 * @param authors whose posts are in it
 * @param version what a copy in Redis must be marked with to be used
 */
record Timeline(String key, List<Long> authors, String version) {

  /** The key of a reader's home timeline. */
  static String homeKey(long reader) {
    return "tl:" + reader;
  }

  /** The key of the list of an author's recent posts. */
  static String authorKey(long author) {
    return "au:" + author;
  }

  /** The recent posts of an author. */
  static Timeline ofAuthor(long author) {
    return new Timeline(authorKey(author), List.of(author), "v1");
  }
}
