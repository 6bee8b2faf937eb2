package warble.launcher;

import java.time.Duration;
import java.util.List;

/** A line that the devstack prints; its fields are separated by tabs. */
sealed interface DevstackEvent {

  /** Where a component or a connector is in its life. */
  record Change(String name, String state, Duration sinceItsStart, String detail)
      implements DevstackEvent {}

  /** Where something can be reached, or which process it is. */
  record Endpoint(String key, String value) implements DevstackEvent {}

  /** Everything is up. */
  record Ready() implements DevstackEvent {}

  /** It ends, and why. */
  record Fatal(String message) implements DevstackEvent {}

  /** It ends, because somebody else listens on this port. */
  record PortInUse(String message, int port) implements DevstackEvent {}

  /** A line of a later version. */
  record Unknown(String line) implements DevstackEvent {}

  static DevstackEvent parse(String line) {
    List<String> fields = List.of(line.split("\t", -1));
    return switch (fields.getFirst() + "/" + fields.size()) {
      case "component/5" -> change(fields.get(1), fields);
      case "connector/5" -> change("connector " + fields.get(1), fields);
      case "endpoint/3" -> new Endpoint(fields.get(1), fields.get(2));
      case "ready/2" -> new Ready();
      case "error/2" -> new Fatal(fields.get(1));
      case "error/3" -> new PortInUse(fields.get(1), Integer.parseInt(fields.get(2)));
      default -> new Unknown(line);
    };
  }

  private static Change change(String name, List<String> fields) {
    Duration sinceItsStart = Duration.ofMillis(Long.parseLong(fields.get(3)));
    return new Change(name, fields.get(2), sinceItsStart, fields.get(4));
  }
}
