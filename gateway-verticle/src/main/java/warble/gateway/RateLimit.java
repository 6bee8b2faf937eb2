package warble.gateway;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.gateway.GatewayConfig.WithoutRedis;
import warble.gateway.TokenBuckets.Decision;
import warble.gateway.TokenBuckets.Level;
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
  private final Function<RateRules, RateRules.Kind> kind;
  private final Function<Exchange, Optional<String>> subject;

  private RateLimit(
      TokenBuckets buckets,
      Function<RateRules, RateRules.Kind> kind,
      Function<Exchange, Optional<String>> subject) {
    this.buckets = buckets;
    this.kind = kind;
    this.subject = subject;
  }

  /** The rules by the client's address; all addresses of an IPv6 network are one client's. */
  static RateLimit byAddress(TokenBuckets buckets) {
    return new RateLimit(
        buckets,
        RateRules::byAddress,
        exchange -> Optional.of("ip:" + exchange.arrival().client().network()));
  }

  /** The rules by user; nobody has no bucket. */
  static RateLimit byUser(TokenBuckets buckets) {
    return new RateLimit(
        buckets,
        RateRules::byUser,
        exchange ->
            exchange.caller() instanceof Caller.User(var id)
                ? Optional.of("user:" + id)
                : Optional.empty());
  }

  @Override
  public Future<Exchange> apply(Exchange exchange) {
    RateRules.Kind applying = kind.apply(exchange.route().limits());
    Optional<String> whose = subject.apply(exchange);
    if (applying.rules().isEmpty() || whose.isEmpty()) {
      return Future.succeededFuture(exchange);
    }
    return buckets
        .take(applying.rules(), whose.get())
        .recover(cause -> withoutRedis(applying, cause))
        .map(decision -> enforce(exchange, applying, decision));
  }

  /** Rules that allow are silent then: nobody knows the levels. */
  private static Future<Decision> withoutRedis(RateRules.Kind applying, Throwable cause) {
    if (!(cause instanceof FailureException)) {
      LOG.warn("Rate limits cannot be decided", cause);
    }
    return applying.rules().stream()
            .allMatch(rule -> rule.limits().withoutRedis() == WithoutRedis.ALLOW)
        ? Future.succeededFuture(new Decision(true, List.of()))
        : new Failure.Unavailable("rate limits cannot be decided", Duration.ofSeconds(1)).future();
  }

  private static Exchange enforce(Exchange exchange, RateRules.Kind applying, Decision decision) {
    if (!decision.levels().isEmpty()) {
      String levels =
          decision.levels().stream().map(RateLimit::level).collect(Collectors.joining(", "));
      exchange
          .arrival()
          .responseHeaders()
          .add("RateLimit-Policy", applying.policy())
          .add("RateLimit", levels);
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

  private static String level(Level level) {
    return "\"%s\";r=%d;t=%d"
        .formatted(level.rule().name(), level.left(), RateRules.seconds(level.full()));
  }
}
