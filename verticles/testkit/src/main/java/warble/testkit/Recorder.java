package warble.testkit;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;

/**
 * Remembers what is sent to Redis.
 *
 * @param trips the commands of each round trip
 */
public record Recorder(RedisCommands redis, List<List<Request>> trips) implements RedisCommands {

  /** Passes everything on to this one. */
  public Recorder(RedisCommands redis) {
    this(redis, new CopyOnWriteArrayList<>());
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    trips.add(List.of(request));
    return redis.send(request);
  }

  @Override
  public Future<List<@Nullable Response>> batch(List<Request> requests) {
    trips.add(requests);
    return redis.batch(requests);
  }

  /** All commands. */
  public List<Request> sent() {
    return trips.stream().flatMap(List::stream).toList();
  }

  /** How often this script was run, by its hash. */
  public long runsOf(Script script) {
    return sent().stream().filter(request -> request.toString().contains(script.sha())).count();
  }
}
