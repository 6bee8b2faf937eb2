package warble.feed;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.OptionalLong;
import warble.runtime.kafka.TopicRecord;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * A record of change capture. Its key is the id of the user whose events are in order. Its value
 * has the columns of the row, and in {@code __op} what was done to it: {@code c} created, {@code r}
 * found by a snapshot, {@code d} deleted.
 */
final class ChangeRecord {

  private ChangeRecord() {}

  /** Whether it only tells Kafka to forget those of its key. */
  static boolean isTombstone(TopicRecord record) {
    return record.value().length() == 0;
  }

  /** The key; empty when it is not an id, and the record therefore not about anybody. */
  static OptionalLong key(TopicRecord record) {
    try {
      return OptionalLong.of(Long.parseLong(record.key().toString()));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  /**
   * The row.
   *
   * @throws FailureException {@link Failure.InvalidArgument} when it is not JSON
   */
  static JsonObject row(Buffer value) {
    try {
      return new JsonObject(value);
    } catch (DecodeException e) {
      throw Failure.invalid("value", "not a JSON object").exception();
    }
  }

  static boolean isDelete(JsonObject row) {
    var operation = String.valueOf(row.getValue("__op"));
    return switch (operation) {
      case "d" -> true;
      case "c", "r" -> false;
      default -> throw Failure.invalid("__op", operation + " (expected: c, r or d)").exception();
    };
  }

  static long id(JsonObject row, String column) {
    return row.getValue(column) instanceof Number id ? id.longValue() : missing(column);
  }

  private static long missing(String column) {
    throw Failure.invalid(column, "missing (expected: a number)").exception();
  }
}
