package warble.post;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;
import warble.runtime.redis.Script;

/** Remembers what is sent to Redis. */
record Recorder(RedisCommands redis, List<Request> sent) implements RedisCommands {

  Recorder(RedisCommands redis) {
    this(redis, new CopyOnWriteArrayList<>());
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    sent.add(request);
    return redis.send(request);
  }

  @Override
  public Future<List<@Nullable Response>> batch(List<Request> requests) {
    sent.addAll(requests);
    return redis.batch(requests);
  }

  /** How often this script was run, by its hash. */
  long runsOf(Script script) {
    return sent.stream().filter(request -> request.toString().contains(script.sha())).count();
  }
}
