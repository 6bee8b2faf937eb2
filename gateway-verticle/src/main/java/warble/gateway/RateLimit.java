package warble.gateway;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.gateway.GatewayConfig.RateRule;
import warble.gateway.GatewayConfig.Subject;
import warble.gateway.GatewayConfig.WithoutRedis;
import warble.gateway.TokenBuckets.Decision;
import warble.gateway.TokenBuckets.Level;
import warble.gateway.TokenBuckets.Rule;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * The stage of the rules for one kind of subject. It tells the client where it stands in the
 * headers of draft-ietf-httpapi-ratelimit-headers.
 */
final class RateLimit implements Stage {

  private static final Logger LOG = LoggerFactory.getLogger(RateLimit.class);

  private final TokenBuckets buckets;
  private final List<Rule> rules;
  private final Function<Exchange, Optional<String>> subject;
  private final String policy;

  private RateLimit(
      TokenBuckets buckets, List<Rule> rules, Function<Exchange, Optional<String>> subject) {
    this.buckets = buckets;
    this.rules = rules;
    this.subject = subject;
    this.policy = rules.stream().map(RateLimit::policy).collect(Collectors.joining(", "));
  }

  /** The rules by the client's address; all addresses of an IPv6 network are one client's. */
  static RateLimit byAddress(TokenBuckets buckets, Map<String, RateRule> rules) {
    return new RateLimit(
        buckets,
        of(Subject.CLIENT_ADDRESS, rules),
        exchange -> Optional.of("ip:" + exchange.arrival().client().network()));
  }

  /** The rules by user; nobody has no bucket. */
  static RateLimit byUser(TokenBuckets buckets, Map<String, RateRule> rules) {
    return new RateLimit(
        buckets,
        of(Subject.USER, rules),
        exchange ->
            exchange.caller() instanceof Caller.User(var id)
                ? Optional.of("user:" + id)
                : Optional.empty());
  }

  private static List<Rule> of(Subject subject, Map<String, RateRule> rules) {
    return rules.entrySet().stream()
        .filter(rule -> rule.getValue().by() == subject)
        .map(rule -> new Rule(rule.getKey(), rule.getValue()))
        .toList();
  }

  @Override
  public Future<Exchange> apply(Exchange exchange) {
    Optional<String> whose = subject.apply(exchange);
    if (rules.isEmpty() || whose.isEmpty()) {
      return Future.succeededFuture(exchange);
    }
    return buckets
        .take(rules, whose.get())
        .recover(this::withoutRedis)
        .map(decision -> enforce(exchange, decision));
  }

  /** Rules that allow are silent then: nobody knows the levels. */
  private Future<Decision> withoutRedis(Throwable cause) {
    if (!(cause instanceof FailureException)) {
      LOG.warn("Rate limits cannot be decided", cause);
    }
    return rules.stream().allMatch(rule -> rule.limits().withoutRedis() == WithoutRedis.ALLOW)
        ? Future.succeededFuture(new Decision(true, List.of()))
        : new Failure.Unavailable("rate limits cannot be decided", Duration.ofSeconds(1)).future();
  }

  private Exchange enforce(Exchange exchange, Decision decision) {
    if (!decision.levels().isEmpty()) {
      String levels =
          decision.levels().stream().map(RateLimit::level).collect(Collectors.joining(", "));
      exchange.arrival().responseHeaders().add("RateLimit-Policy", policy).add("RateLimit", levels);
    }
    if (!decision.admitted()) {
      throw refused(decision).exception();
    }
    return exchange;
  }

  private static Failure refused(Decision decision) {
    Duration wait =
        decision.levels().stream()
            .map(Level::nextToken)
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    return new Failure.ResourceExhausted("RATE_LIMITED", "too many requests", wait);
  }

  private static String policy(Rule rule) {
    return "\"%s\";q=%d;w=%d"
        .formatted(rule.name(), rule.limits().capacity(), seconds(rule.window()));
  }

  private static String level(Level level) {
    return "\"%s\";r=%d;t=%d".formatted(level.rule().name(), level.left(), seconds(level.full()));
  }

  /** Rounded up. */
  private static long seconds(Duration duration) {
    return duration.plusSeconds(1).minusNanos(1).toSeconds();
  }
}
