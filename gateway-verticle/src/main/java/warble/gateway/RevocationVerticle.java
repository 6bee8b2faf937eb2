package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.redis.RedisConfig;
import warble.runtime.redis.RedisLink;
import warble.runtime.rpc.FailureException;

/**
 * Follows the Redis stream {@code revocations}, one for all gateway instances of the process. It is
 * deployed when it knows all entries that there are.
 */
final class RevocationVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(RevocationVerticle.class);

  private static final String STREAM = "revocations";
  private static final int AT_ONCE = 1000;
  private static final Duration BLOCK = Duration.ofSeconds(2);
  private static final Duration RETRY = Duration.ofMillis(100);
  private static final Duration TIDY = Duration.ofMinutes(1);

  private final RedisConfig config;
  private final Revocations revocations;
  private final Duration clockSkew;
  private Future<RedisLink> link = Future.failedFuture("not started");
  private String last = "0";
  private boolean stopped;

  /** Follows the stream for {@code revocations}. */
  RevocationVerticle(RedisConfig redis, Revocations revocations, Duration clockSkew) {
    this.config = redis;
    this.revocations = revocations;
    this.clockSkew = clockSkew;
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(TIDY.toMillis(), _ -> revocations.forgetExpired(Instant.now()));
    link = RedisLink.open(vertx, config.blocking(BLOCK));
    return link.compose(this::load).onSuccess(_ -> follow(link.result()));
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return link.compose(RedisLink::close);
  }

  private Future<Void> load(RedisLink redis) {
    return redis
        .send(
            Request.cmd(Command.XREAD)
                .arg("COUNT")
                .arg(AT_ONCE)
                .arg("STREAMS")
                .arg(STREAM)
                .arg(last))
        .compose(answer -> answer == null ? Future.succeededFuture() : loadMore(redis, answer));
  }

  private Future<Void> loadMore(RedisLink redis, Response answer) {
    apply(answer);
    return load(redis);
  }

  private void follow(RedisLink redis) {
    redis
        .send(
            Request.cmd(Command.XREAD)
                .arg("BLOCK")
                .arg(BLOCK.toMillis())
                .arg("COUNT")
                .arg(AT_ONCE)
                .arg("STREAMS")
                .arg(STREAM)
                .arg(last))
        .onSuccess(answer -> followOn(redis, answer))
        .onFailure(cause -> followLater(redis, cause));
  }

  private void followOn(RedisLink redis, @Nullable Response answer) {
    if (answer != null) {
      apply(answer);
    }
    follow(redis);
  }

  /** The link says by itself that Redis is away; the stream keeps what we miss meanwhile. */
  private void followLater(RedisLink redis, Throwable cause) {
    if (stopped) {
      return;
    }
    if (!(cause instanceof FailureException)) {
      LOG.warn("The stream {} cannot be read", STREAM, cause);
    }
    vertx.setTimer(RETRY.toMillis(), _ -> follow(redis));
  }

  private void apply(Response answer) {
    for (Response entry : answer.get(STREAM)) {
      last = entry.get(0).toString();
      apply(fields(entry.get(1)));
    }
  }

  private static Map<String, String> fields(Response pairs) {
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i + 1 < pairs.size(); i += 2) {
      fields.put(pairs.get(i).toString(), pairs.get(i + 1).toString());
    }
    return fields;
  }

  private void apply(Map<String, String> fields) {
    try {
      Instant until = Instant.ofEpochSecond(number(fields, "exp")).plus(clockSkew);
      switch (fields.getOrDefault("kind", "")) {
        case "token" -> revocations.revokeToken(fields.getOrDefault("id", ""), until);
        case "user" ->
            revocations.revokeUser(
                number(fields, "id"), Instant.ofEpochMilli(number(fields, "before")), until);
        default -> LOG.warn("An entry of {} is of no known kind: {}", STREAM, fields);
      }
    } catch (NumberFormatException | DateTimeException | ArithmeticException malformed) {
      LOG.warn("An entry of {} is malformed: {}", STREAM, fields);
    }
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, ""));
  }
}
