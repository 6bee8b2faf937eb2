package warble.feed;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import warble.post.v1.Post;

/**
 * Whom a reader follows at a moment.
 *
 * @param reader the reader
 * @param pushed followed authors whose posts are written to the reader's timeline
 * @param pulled followed authors whose posts are merged in when the reader reads
 */
record Following(long reader, Set<Long> pushed, Set<Long> pulled) {

  Following {
    pushed = Set.copyOf(pushed);
    pulled = Set.copyOf(pulled);
  }

  /** Everybody whose posts are in the reader's feed, the reader included. */
  long[] sources() {
    var followed = Stream.concat(pushed.stream(), pulled.stream());
    return Stream.concat(Stream.of(reader), followed).mapToLong(id -> id).distinct().toArray();
  }

  /** The reader's own timeline and those of the authors in pull mode. */
  List<Timeline> timelines() {
    return Stream.concat(Stream.of(home()), pulled.stream().map(Timeline::ofAuthor)).toList();
  }

  /** The reader's own timeline. */
  Timeline home() {
    return new Timeline(Timeline.homeKey(reader), List.copyOf(pushed), version());
  }

  /**
   * Differs, with certainty for all that matters, when a follow or an author's mode differs: the
   * sum of a 64-bit hash of each, whatever their order.
   */
  private String version() {
    long sum = pushed.stream().mapToLong(Following::mix).sum();
    return "v" + Long.toHexString(sum + pulled.stream().mapToLong(id -> mix(~id)).sum());
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Those of these posts that belong into the reader's feed. */
  List<Post> visible(Collection<Post> posts) {
    return posts.stream().filter(post -> isSource(post.getAuthorId())).toList();
  }

  private boolean isSource(long author) {
    return author == reader || pushed.contains(author) || pulled.contains(author);
  }
}
