package warble.post;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the cache holds for a post, under one key, so that one lease guards all of it:
 *
 * <pre>
 * V token likes comments author content    the post; the numbers have fixed widths
 * L token                                  somebody loads it
 * P                                        it has just changed: load it from the primary
 * D                                        it was deleted a moment ago
 * </pre>
 *
 * The token of a post is that of the load that brought it. While it is the same, the counts were
 * read before and may be changed in place.
 */
sealed interface CacheEntry {

  /** Length of a token. */
  int TOKEN_LENGTH = 8;

  /** Where the token ends and the counts begin. */
  int COUNTS_AT = 1 + TOKEN_LENGTH;

  /** Width of each count. */
  int COUNT_WIDTH = 10;

  /** Where the author begins. */
  int AUTHOR_AT = COUNTS_AT + 2 * COUNT_WIDTH;

  /** Where the content begins. */
  int CONTENT_AT = AUTHOR_AT + 16;

  /** The post, as nobody in particular sees it. */
  record Present(Post post) implements CacheEntry {}

  /** Not here, whether somebody loads it or not. */
  record Missing() implements CacheEntry {}

  /** It is gone. */
  record Deleted() implements CacheEntry {}

  /** What Redis answered for this post. */
  static CacheEntry of(long id, @Nullable Response answer) {
    if (answer == null) {
      return new Missing();
    }
    Buffer value = answer.toBuffer();
    return switch (value.getByte(0)) {
      case 'V' -> new Present(post(id, value));
      case 'D' -> new Deleted();
      default -> new Missing();
    };
  }

  private static Post post(long id, Buffer value) {
    Counts counts =
        new Counts(
            (int) number(value, COUNTS_AT, COUNT_WIDTH),
            (int) number(value, COUNTS_AT + COUNT_WIDTH, COUNT_WIDTH));
    return new Post(
        id,
        number(value, AUTHOR_AT, CONTENT_AT - AUTHOR_AT),
        value.getString(CONTENT_AT, value.length()),
        counts.atLeastZero(),
        false);
  }

  /** Digits, perhaps after a minus; a page of posts has dozens of numbers. */
  private static long number(Buffer value, int at, int width) {
    boolean negative = value.getByte(at) == '-';
    long number = 0;
    for (int i = negative ? at + 1 : at; i < at + width; i++) {
      number = number * 10 + value.getByte(i) - '0';
    }
    return negative ? -number : number;
  }

  /** The text to keep for a post that was loaded under this token. */
  static String text(String token, Post post) {
    return String.format(
            Locale.ROOT,
            "V%s%010d%010d%016d",
            token,
            post.counts().likes(),
            post.counts().comments(),
            post.author())
        + post.content();
  }
}
