package warble.json;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The keys of the maps that are being written, to find those that come twice. A key is a range of
 * what was written; the keys of a map within a map are on top of its own.
 */
final class KeySet {

  private static final int FIRST = 64;
  private static final int KEPT = 4096;

  /** Nobody outside can choose keys that collide. */
  private static final long SEED = ThreadLocalRandom.current().nextLong();

  private static final long MIX = 0xA0761D6478BD642FL;

  private int[] from = new int[FIRST];
  private int[] length = new int[FIRST];
  private int[] hashes = new int[FIRST];
  private int[] at = new int[FIRST];
  private int size;

  /** Open addressing: one more than the position of a key, or 0. */
  private int[] slots = new int[2 * FIRST];

  /** Begins without keys. */
  void start() {
    if (size > 0 || from.length > KEPT) {
      from = new int[FIRST];
      length = new int[FIRST];
      hashes = new int[FIRST];
      at = new int[FIRST];
      slots = new int[2 * FIRST];
      size = 0;
    }
  }

  /** Begins a map; {@link #end} with the result ends it. */
  int begin() {
    return size;
  }

  /** Ends a map. The last key that came is the first to go, so that the others stay where found. */
  void end(int first) {
    while (size > first) {
      size--;
      slots[at[size]] = 0;
    }
  }

  /** Adds what {@code written} ends with; false when the map that began at {@code first} has it. */
  boolean add(Bytes written, int start, int first) {
    int count = written.size - start;
    int hash = hash(written.bytes, start, count);
    int slot = hash & slots.length - 1;
    while (slots[slot] != 0) {
      int other = slots[slot] - 1;
      if (other >= first && hashes[other] == hash && equal(written.bytes, other, start, count)) {
        return false;
      }
      slot = slot + 1 & slots.length - 1;
    }
    push(start, count, hash, slot);
    return true;
  }

  private boolean equal(byte[] bytes, int other, int start, int count) {
    int begin = from[other];
    return Arrays.equals(bytes, begin, begin + length[other], bytes, start, start + count);
  }

  private void push(int start, int count, int hash, int slot) {
    from[size] = start;
    length[size] = count;
    hashes[size] = hash;
    at[size] = slot;
    slots[slot] = ++size;
    if (size == from.length) {
      grow();
    }
  }

  private void grow() {
    from = Arrays.copyOf(from, 2 * size);
    length = Arrays.copyOf(length, 2 * size);
    hashes = Arrays.copyOf(hashes, 2 * size);
    at = Arrays.copyOf(at, 2 * size);
    slots = new int[4 * size];
    for (int i = 0; i < size; i++) {
      int slot = hashes[i] & slots.length - 1;
      while (slots[slot] != 0) {
        slot = slot + 1 & slots.length - 1;
      }
      at[i] = slot;
      slots[slot] = i + 1;
    }
  }

  /** The key that came last was moved. */
  void moveLast(int by) {
    from[size - 1] += by;
  }

  /** The key that came last is not written after all. */
  void forgetLast() {
    end(size - 1);
  }

  private static int hash(byte[] in, int from, int length) {
    long hash = SEED ^ length;
    for (int i = 0; i < length; i += Long.BYTES) {
      hash = fold(hash ^ Utf8.word(in, from + i, length - i));
    }
    return (int) (hash ^ hash >>> 32);
  }

  private static long fold(long value) {
    return Math.unsignedMultiplyHigh(value, MIX) ^ value * MIX;
  }
}
