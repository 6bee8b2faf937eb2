package warble.runtime.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

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

    /**
     * This mapping with {@code later} laid over it. Mappings merge; a value and a mapping by the
     * same name stay both, for a key with dots may go on where another ends: {@code v1} and {@code
     * v1.Service}; all else is replaced.
     */
    Mapping overlay(Mapping later) {
      SequencedMap<String, Node> merged = new LinkedHashMap<>(entries);
      later.entries().forEach((key, node) -> lay(key, node, merged));
      return new Mapping(merged, origin);
    }

    private static void lay(String key, Node later, SequencedMap<String, Node> merged) {
      Node earlier = merged.get(key);
      if (earlier instanceof Mapping below && later instanceof Mapping above) {
        merged.put(key, below.overlay(above));
      } else if (isValue(earlier) && later instanceof Mapping above) {
        above.entries().forEach((rest, node) -> lay(key + "." + rest, node, merged));
      } else {
        merged.put(key, later);
        if (earlier instanceof Mapping below && isValue(later)) {
          below.entries().forEach((rest, node) -> merged.putIfAbsent(key + "." + rest, node));
        }
      }
    }

    private static boolean isValue(@Nullable Node node) {
      return node instanceof Scalar || node instanceof Listing;
    }
  }
}
