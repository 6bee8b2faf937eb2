package warble.runtime.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import warble.runtime.rpc.Failure;

/** Tells that Redis is away from all other ways in which a command fails. */
final class RedisFailures {

  static final Failure AWAY = new Failure.Unavailable("the cache is away", Duration.ofSeconds(1));

  /** How the Vert.x 5.0 client answers for a connection that ended, alone and within a batch. */
  private static final String CLOSED = "CONNECTION_CLOSED";

  private static final String QUEUE_FULL = "Redis waiting queue is full";

  /** The client tells these apart by their text only. */
  private static final Set<String> CLIENT_MESSAGES =
      Set.of("Connection is closed", "Client is closed");

  /**
   * A server that loads its data, changes its role, waits for the rest of its cluster, is full,
   * cannot save, or runs a script for too long. None of it is about the command.
   */
  private static final Set<String> NOT_NOW =
      Set.of(
          "LOADING",
          "READONLY",
          "MASTERDOWN",
          "NOREPLICAS",
          "CLUSTERDOWN",
          "TRYAGAIN",
          "OOM",
          "MISCONF",
          "BUSY");

  private RedisFailures() {}

  /** The same failure, or {@code Failure.Unavailable} when it means that Redis is away. */
  static <T> Future<T> typed(Throwable failure) {
    return isAway(failure) ? AWAY.future() : Future.failedFuture(failure);
  }

  /** Whether this failure means that Redis is away, and is not about the command. */
  static boolean isAway(Throwable failure) {
    return condemns(failure) || isNotNow(failure);
  }

  /** Whether the connection is of no use after this failure. */
  static boolean condemns(Throwable failure) {
    return switch (failure) {
      case ErrorType answer -> answer.toString().contains(CLOSED);
      case IOException _, TimeoutException _ -> true;
      default -> CLIENT_MESSAGES.contains(String.valueOf(failure.getMessage()));
    };
  }

  private static boolean isNotNow(Throwable failure) {
    return failure instanceof ErrorType answer
        ? NOT_NOW.stream().anyMatch(kind -> isKind(answer, kind))
        : QUEUE_FULL.equals(failure.getMessage());
  }

  /**
   * Whether Redis answered with an error of this kind. Within a batch the Vert.x 5.0 client puts
   * the command's number before the kind: {@code ERR [3] NOSCRIPT No matching script}. Of a command
   * within a script, Redis 6.2 tells it in the middle: {@code ERR Error running script (…): -OOM
   * command not allowed}.
   */
  static boolean isKind(ErrorType answer, String kind) {
    // With the space, for BUSYGROUP is not BUSY.
    String word = kind + " ";
    String text = answer.toString();
    return answer.is(word) || text.contains("] " + word) || text.contains(": -" + word);
  }
}
