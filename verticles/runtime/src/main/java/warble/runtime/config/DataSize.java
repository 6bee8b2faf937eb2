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
}
