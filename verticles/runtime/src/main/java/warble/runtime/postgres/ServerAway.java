package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.rpc.Failure;

/** Tells that a server is away from all other ways in which a statement fails. */
final class ServerAway {

  private static final Logger LOG = LoggerFactory.getLogger(ServerAway.class);

  /** One line in this time says why: a busy service would say it thousands of times a second. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final String CONNECTION_EXCEPTION_CLASS = "08";

  /**
   * A server that shuts down, crashed, starts, has no connection left, or gave the statement up
   * because it took too long.
   */
  private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300", "57014");

  /** The Vert.x 5.0 client tells these apart by their text only. */
  private static final Set<String> CLIENT_MESSAGES =
      Set.of(
          "Timeout",
          "Timeout waiting for connection",
          "Pending requests failed to be sent due to connection has been closed.",
          "Connection is not active now, current status: CLOSED",
          "Connection is not active now, current status: CLOSING");

  private final String pool;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  ServerAway(String pool) {
    this.pool = pool;
  }

  /** The same failure, or {@code Failure.Unavailable} when it means that the server is away. */
  <T> Future<T> typed(Throwable failure) {
    if (!isAway(failure)) {
      return Future.failedFuture(failure);
    }
    logNowAndThen(failure);
    return new Failure.Unavailable("the database is away", RETRY_AFTER).future();
  }

  private static boolean isAway(Throwable failure) {
    return switch (failure) {
      case PgException answer -> isNotNow(answer.getSqlState());
      case IOException _, ClosedConnectionException _, ConnectionPoolTooBusyException _ -> true;
      default -> failure.getMessage() != null && CLIENT_MESSAGES.contains(failure.getMessage());
    };
  }

  private static boolean isNotNow(String sqlState) {
    return sqlState.startsWith(CONNECTION_EXCEPTION_CLASS) || NOT_NOW.contains(sqlState);
  }

  private void logNowAndThen(Throwable failure) {
    long until = quietUntil.get();
    long now = System.nanoTime();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET.toNanos())) {
      LOG.warn("{} is away: {}", pool, failure.toString());
    }
  }
}
