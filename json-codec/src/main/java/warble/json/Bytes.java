package warble.json;

import java.util.Arrays;

/** Bytes that grow, up to a limit. */
abstract class Bytes {

  /** What is kept between two calls; larger arrays are given to the caller or dropped. */
  private static final int KEPT = 1 << 16;

  private static final int FIRST = 512;

  byte[] bytes = new byte[FIRST];
  int size;

  /** The error that says that the limit is reached. */
  abstract CodecError tooLarge(int most);

  private int most = Integer.MAX_VALUE - 16;

  /** Begins anew; {@code expected} bytes are likely to be written. */
  final void start(int limit, int expected) {
    most = limit;
    size = 0;
    if (expected > bytes.length) {
      bytes = new byte[Math.min(limit, expected)];
    }
  }

  final void reserve(int more) {
    if (bytes.length - size < more) {
      grow(more);
    }
  }

  private void grow(int more) {
    long wanted = (long) size + more;
    if (wanted > most) {
      // What is reserved may be more than what is written: the limit is a bound, not a measure.
      throw tooLarge(most);
    }
    bytes = Arrays.copyOf(bytes, (int) Math.min(most, Math.max(wanted, 2L * bytes.length)));
  }

  final void raw(byte[] source) {
    raw(source, 0, source.length);
  }

  final void raw(byte[] source, int from, int length) {
    reserve(length);
    System.arraycopy(source, from, bytes, size, length);
    size += length;
  }

  final void put(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  /** What was written, from an offset on: a copy when it is small, and the array itself else. */
  final Slice take(int from) {
    if (bytes.length <= KEPT) {
      return new Slice(Arrays.copyOfRange(bytes, from, size), 0, size - from);
    }
    Slice taken = new Slice(bytes, from, size - from);
    bytes = new byte[FIRST];
    return taken;
  }
}
