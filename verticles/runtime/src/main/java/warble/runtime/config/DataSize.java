package warble.runtime.config;

/**
 * An amount of memory or disk, written {@code 256KiB}, {@code 4MiB}, {@code 1GiB} or {@code 512B}.
 *
 * @param bytes the amount in bytes, not negative
 */
public record DataSize(long bytes) {

  public DataSize {
    if (bytes < 0) {
      throw new IllegalArgumentException("size: " + bytes + " bytes (expected: 0 or more)");
    }
  }

  /**
   * Reads what is written in configuration.
   *
   * @throws IllegalArgumentException when it is not a size
   */
  public static DataSize parse(String text) {
    Measure measure = Measure.parse(text);
    long unit =
        switch (measure.unit()) {
          case "B" -> 1L;
          case "KiB" -> 1L << 10;
          case "MiB" -> 1L << 20;
          case "GiB" -> 1L << 30;
          default -> throw new IllegalArgumentException(text + " (expected: B, KiB, MiB, GiB)");
        };
    try {
      return new DataSize(Math.multiplyExact(measure.amount(), unit));
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(text + " (expected: less than 8 EiB)", tooLarge);
    }
  }
}
