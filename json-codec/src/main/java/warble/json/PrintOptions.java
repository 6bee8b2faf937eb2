package warble.json;

/**
 * How messages become JSON.
 *
 * @param defaults whether fields without presence are printed when they are not set
 * @param enumNumbers whether enums are numbers instead of names
 * @param protoNames whether members are named as in the {@code .proto} file
 */
public record PrintOptions(boolean defaults, boolean enumNumbers, boolean protoNames) {

  /** What the JSON mapping of protobuf says when nothing is chosen. */
  public static final PrintOptions STANDARD = new PrintOptions(false, false, false);

  /** The standard, with the fields that are not set and have no presence. */
  public static final PrintOptions WITH_DEFAULTS = new PrintOptions(true, false, false);
}
