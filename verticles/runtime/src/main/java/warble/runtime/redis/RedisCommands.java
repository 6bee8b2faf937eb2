package warble.runtime.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
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

  /**
   * Sends commands in one pipeline (grouped by node on a cluster) and waits for all answers.
   *
   * <p>It fails when one of them fails, and tells no answers then; the others may have run.
   */
  Future<List<@Nullable Response>> batch(List<Request> requests);

  /**
   * Runs a script, and sends its text only where Redis does not know it.
   *
   * @param keys all keys it touches; on a cluster they must share a slot
   * @param arguments what else it is told
   */
  default Future<@Nullable Response> run(Script script, List<String> keys, List<String> arguments) {
    return send(call(Command.EVALSHA, script.sha(), keys, arguments))
        .recover(failure ->
            // Never after a time-out: the script may have run.
            failure instanceof ErrorType answer && answer.is("NOSCRIPT")
                ? send(call(Command.EVAL, script.source(), keys, arguments))
                : Future.failedFuture(failure));
  }

  /**
   * Runs a script many times in one pipeline, and sends its text only where Redis does not know it:
   * then again for all of them, so doing it twice must do no harm.
   *
   * @param calls the keys and the arguments of each run
   */
  default Future<List<@Nullable Response>> runAll(Script script, List<ScriptCall> calls) {
    return batch(calls(Command.EVALSHA, script.sha(), calls))
        .recover(failure ->
            failure instanceof ErrorType answer && RedisFailures.isKind(answer, "NOSCRIPT")
                ? batch(calls(Command.EVAL, script.source(), calls))
                : Future.failedFuture(failure));
  }

  private static List<Request> calls(Command command, String script, List<ScriptCall> calls) {
    return calls.stream()
        .map(call -> call(command, script, call.keys(), call.arguments()))
        .toList();
  }

  private static Request call(
      Command command, String script, List<String> keys, List<String> arguments) {
    Request request = Request.cmd(command).arg(script).arg(keys.size());
    keys.forEach(request::arg);
    arguments.forEach(request::arg);
    return request;
  }
}
