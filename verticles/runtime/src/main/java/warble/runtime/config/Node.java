package warble.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A piece of configuration and where it was written. */
sealed interface Node {

  /** File and line, name of the environment variable, or the option on the command line. */
  String origin();

  /** A single value, not yet interpreted. */
  record Scalar(String text, String origin) implements Node {}

  /** A key without a value. */
  record Empty(String origin) implements Node {}

  /** Values in their order. */
  record Listing(List<Node> items, String origin) implements Node {}

  /** Values by key, in the order of the file. */
  record Mapping(SequencedMap<String, Node> entries, String origin) implements Node {

    /** This mapping with {@code later} laid over it: only mappings merge, all else is replaced. */
    Mapping overlay(Mapping later) {
      SequencedMap<String, Node> merged = new LinkedHashMap<>(entries);
      for (Map.Entry<String, Node> entry : later.entries().entrySet()) {
        merged.merge(entry.getKey(), entry.getValue(), Mapping::overlay);
      }
      return new Mapping(merged, origin);
    }

    private static Node overlay(Node earlier, Node later) {
      return earlier instanceof Mapping below && later instanceof Mapping above
          ? below.overlay(above)
          : later;
    }
  }
}
