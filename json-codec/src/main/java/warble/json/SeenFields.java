package warble.json;

import java.util.Arrays;

/**
 * Which fields and oneofs of the objects that are being read came already; a bit for each, and one
 * more.
 */
final class SeenFields {

  private static final int FIRST = 64;

  private long[] bits = new long[FIRST];
  private int size;

  void start() {
    size = 0;
  }

  /** Begins an object; its bits are named by the result. */
  int begin(MessageTable table) {
    int first = size;
    size += (table.fields.length + table.oneofs + Long.SIZE) / Long.SIZE;
    if (size > bits.length) {
      bits = Arrays.copyOf(bits, 2 * size);
    }
    for (int i = first; i < size; i++) {
      bits[i] = 0;
    }
    return first;
  }

  void end(int first) {
    size = first;
  }

  /** Notes a bit; false when it was noted before. */
  boolean add(int first, int bit) {
    int word = first + (bit >> 6);
    long before = bits[word];
    bits[word] = before | 1L << bit;
    return bits[word] != before;
  }

  boolean has(int first, int bit) {
    return (bits[first + (bit >> 6)] & 1L << bit) != 0;
  }
}
