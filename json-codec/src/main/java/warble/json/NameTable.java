package warble.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** Finds the number that belongs to a name, by the name's UTF-8 bytes. */
final class NameTable {

  static final int NONE = -1;

  private static final long MIX = 0x9E3779B97F4A7C15L;

  private final byte[][] names;
  private final int[] numbers;
  private final int mask;

  NameTable(Map<String, Integer> entries) {
    int capacity = Integer.highestOneBit(Math.max(1, entries.size()) * 4 - 1);
    mask = capacity - 1;
    names = new byte[capacity][];
    numbers = new int[capacity];
    Arrays.fill(names, new byte[0]);
    Arrays.fill(numbers, NONE);
    entries.forEach((name, number) -> put(name.getBytes(StandardCharsets.UTF_8), number));
  }

  private void put(byte[] name, int number) {
    int slot = hash(name, 0, name.length) & mask;
    while (numbers[slot] != NONE) {
      slot = slot + 1 & mask;
    }
    names[slot] = name;
    numbers[slot] = number;
  }

  /** The number, {@link #NONE} when there is no such name. */
  int find(byte[] in, int from, int to) {
    int slot = hash(in, from, to - from) & mask;
    while (numbers[slot] != NONE) {
      byte[] name = names[slot];
      if (Arrays.equals(in, from, to, name, 0, name.length)) {
        return numbers[slot];
      }
      slot = slot + 1 & mask;
    }
    return NONE;
  }

  /** Of the length, the first eight bytes and the last eight: enough for names that people give. */
  private static int hash(byte[] in, int from, int length) {
    long head = Utf8.word(in, from, length);
    long tail = length > Long.BYTES ? Utf8.word(in, from + length - Long.BYTES, Long.BYTES) : 0;
    long mixed = (head ^ Long.rotateLeft(tail, 29) ^ length) * MIX;
    return (int) (mixed >>> 32 ^ mixed >>> 47);
  }
}
