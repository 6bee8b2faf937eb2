package warble.json;

/**
 * How JSON becomes messages.
 *
 * @param ignoreUnknown whether members and enum names that the message does not know are skipped
 *     instead of refused
 */
public record ParseOptions(boolean ignoreUnknown) {

  /** Refuses what it does not know. */
  public static final ParseOptions STRICT = new ParseOptions(false);

  /** Skips what it does not know. */
  public static final ParseOptions LENIENT = new ParseOptions(true);
}
