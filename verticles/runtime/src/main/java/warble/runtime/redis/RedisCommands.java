package warble.runtime.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends commands to Redis.
 *
 * <p>A command fails with {@code Failure.Unavailable} when Redis is away or too slow; it may then
 * have run or not. An error that Redis answers fails with the client's {@code ErrorType}.
 */
public interface RedisCommands {

  /** Sends one command. The response is null where Redis answers nil. */
  Future<@Nullable Response> send(Request request);

  /** Sends commands in one pipeline (grouped by node on a cluster) and waits for all answers. */
  Future<List<@Nullable Response>> batch(List<Request> requests);
}
