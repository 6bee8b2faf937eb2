package warble.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import warble.gateway.GatewayConfig.RateRule;
import warble.gateway.GatewayConfig.Subject;
import warble.gateway.TokenBuckets.Rule;

/**
 * The rules that limit how often a route is called.
 *
 * @param byAddress those by the client's address
 * @param byUser those by user
 */
record RateRules(Kind byAddress, Kind byUser) {

  /**
   * The rules for one kind of subject.
   *
   * @param rules all must allow a request
   * @param policy the header {@code RateLimit-Policy}
   */
  record Kind(List<Rule> rules, String policy) {

    private static Kind of(Subject subject, Map<String, RateRule> rules) {
      List<Rule> some =
          rules.entrySet().stream()
              .filter(rule -> rule.getValue().by() == subject)
              .map(rule -> new Rule(rule.getKey(), rule.getValue()))
              .toList();
      return new Kind(some, some.stream().map(Kind::policy).collect(Collectors.joining(", ")));
    }

    private static String policy(Rule rule) {
      return "\"%s\";q=%d;w=%d"
          .formatted(rule.name(), rule.limits().capacity(), seconds(rule.window()));
    }
  }

  /** The rules by their names. */
  static RateRules of(Map<String, RateRule> rules) {
    return new RateRules(Kind.of(Subject.CLIENT_ADDRESS, rules), Kind.of(Subject.USER, rules));
  }

  /** Rounded up. */
  static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
