package warble.feed;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Failure;

/** The feeds that are listened to at a verticle instance, by those whose posts are in them. */
final class LiveFeeds {

  private final Map<Long, Set<LiveFeed>> bySource = new HashMap<>();

  /** That posts of these authors concern this feed. */
  void add(LiveFeed feed, long[] sources) {
    Arrays.stream(sources)
        .forEach(it -> bySource.computeIfAbsent(it, _ -> new HashSet<>(2)).add(feed));
  }

  /** That posts of these authors concern it no longer. */
  void remove(LiveFeed feed, long[] sources) {
    Arrays.stream(sources)
        .forEach(it -> bySource.computeIfPresent(it, (_, feeds) -> without(feeds, feed)));
  }

  private static @Nullable Set<LiveFeed> without(Set<LiveFeed> feeds, LiveFeed feed) {
    feeds.remove(feed);
    return feeds.isEmpty() ? null : feeds;
  }

  /** Tells those whom it concerns. */
  void tell(News news) {
    // A copy, for a feed that fails leaves.
    var concerned = List.copyOf(bySource.getOrDefault(news.user(), Set.of()));
    switch (news.kind()) {
      case POSTED -> concerned.forEach(feed -> feed.arrived(news.post()));
      case MISSED -> concerned.forEach(LiveFeed::catchUp);
      case FOLLOWS -> ofReader(concerned, news.user()).forEach(LiveFeed::catchUp);
    }
  }

  private static Stream<LiveFeed> ofReader(List<LiveFeed> feeds, long reader) {
    return feeds.stream().filter(feed -> feed.reader() == reader);
  }

  /** Has all of them look for what they were not told. */
  void catchUp() {
    all().forEach(LiveFeed::catchUp);
  }

  /** Ends all of them. */
  void end(Failure failure) {
    all().forEach(feed -> feed.fail(failure.exception()));
  }

  private Set<LiveFeed> all() {
    var all = new HashSet<LiveFeed>();
    bySource.values().forEach(all::addAll);
    return all;
  }
}
