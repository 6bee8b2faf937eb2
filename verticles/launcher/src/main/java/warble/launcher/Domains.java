package warble.launcher;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import warble.feed.FeedDomain;
import warble.follow.FollowDomain;
import warble.gateway.GatewayDomain;
import warble.post.PostDomain;
import warble.runtime.Domain;
import warble.user.UserDomain;

/** The map of Warble: every domain there is, in the order in which they are deployed. */
final class Domains {

  static final List<Domain<?>> ALL =
      List.of(
          new UserDomain(),
          new PostDomain(),
          new FollowDomain(),
          new FeedDomain(),
          new GatewayDomain());

  /** The connectors that carry a domain's changes from its database to Kafka. */
  static final Map<String, String> CONNECTORS = Map.of("post", "posts", "follow", "follows");

  /** Those that need databases and Redis only: Kafka takes longest to start. */
  static final Set<String> WITHOUT_KAFKA = Set.of("user", "post", "follow");

  /** Those that have databases. */
  static final Set<String> STORING = Set.of("user", "post", "follow");

  /** Those that answer in pages, whose tokens they seal. */
  static final Set<String> PAGING = Set.of("post", "follow", "feed");

  private Domains() {}

  static List<String> names() {
    return ALL.stream().<String>map(Domain::name).toList();
  }

  /** The domains with these names, in the order of {@link #ALL}. */
  static List<Domain<?>> named(Collection<String> names) {
    refuseUnknown(names);
    return where(names::contains);
  }

  /** All other domains. */
  static List<Domain<?>> except(Collection<String> names) {
    refuseUnknown(names);
    if (names.containsAll(names())) {
      throw new CommandFailure(
          ExitCode.USAGE, "--except: no domain is left (expected: one or more)");
    }
    return where(name -> !names.contains(name));
  }

  private static List<Domain<?>> where(Predicate<String> chosen) {
    return ALL.stream().filter(domain -> chosen.test(domain.name())).toList();
  }

  private static void refuseUnknown(Collection<String> names) {
    for (String name : names) {
      if (!names().contains(name)) {
        throw new CommandFailure(
            ExitCode.USAGE, "domain: " + name + " (expected: " + String.join(", ", names()) + ")");
      }
    }
  }
}
