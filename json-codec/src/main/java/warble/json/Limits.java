package warble.json;

/**
 * How much the codec takes.
 *
 * @param depth messages within messages, as they nest on the wire
 * @param bytes of JSON text or of a message, in and out
 * @param values in one JSON text or message: members, elements and entries
 */
public record Limits(int depth, int bytes, int values) {

  /** The depth is the one that protobuf's own parsers stop at. */
  public static final Limits DEFAULT = new Limits(100, 64 << 20, 4 << 20);

  /** Checks the ranges. */
  public Limits {
    if (depth < 1 || depth > 1000 || bytes < 1 || values < 1) {
      throw new IllegalArgumentException("limits are positive and depth is at most 1000");
    }
  }
}
