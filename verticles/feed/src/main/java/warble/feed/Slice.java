package warble.feed;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A stretch of a list of posts.
 *
 * @param ids newest first, without duplicates
 * @param floor the stretch lacks nothing down to this id, itself included; 0 when nothing is older
 */
record Slice(List<Long> ids, long floor) {

  Slice {
    ids = List.copyOf(ids);
  }

  /** What was read when {@code limit} were asked for. */
  static Slice read(List<Long> ids, int limit) {
    return new Slice(ids, ids.size() < limit ? 0 : ids.getLast());
  }

  /** The union, as far down as all of them reach, and {@code limit} ids at most. */
  static Slice merge(List<Slice> slices, int limit) {
    long floor = slices.stream().mapToLong(Slice::floor).max().orElse(0);
    List<Long> ids =
        slices.stream()
            .flatMap(Slice::stream)
            .filter(id -> id >= floor)
            .sorted(Comparator.reverseOrder())
            .distinct()
            .toList();
    return ids.size() > limit ? read(ids.subList(0, limit), limit) : new Slice(ids, floor);
  }

  private Stream<Long> stream() {
    return ids.stream();
  }

  /** Whether nothing older exists. */
  boolean isEnd() {
    return floor == 0;
  }
}
