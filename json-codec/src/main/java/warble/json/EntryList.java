package warble.json;

import java.util.Arrays;
import java.util.BitSet;

/** Where values stand. */
final class EntryList {

  private static final int FIRST = 16;

  private int[] ranges = new int[FIRST];
  private int count;
  private final BitSet marked = new BitSet();

  void add(int from, int to) {
    if (2 * count == ranges.length) {
      ranges = Arrays.copyOf(ranges, 4 * count);
    }
    ranges[2 * count] = from;
    ranges[2 * count + 1] = to;
    count++;
  }

  int size() {
    return count;
  }

  int from(int i) {
    return ranges[2 * i];
  }

  int to(int i) {
    return ranges[2 * i + 1];
  }

  void mark(int i) {
    marked.set(i);
  }

  boolean isMarked(int i) {
    return marked.get(i);
  }
}
