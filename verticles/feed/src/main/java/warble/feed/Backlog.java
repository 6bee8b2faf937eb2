package warble.feed;

import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Which posts wait for a live reader, and which the reader has had: of those the newest are
 * remembered, for a post may be told late, or twice.
 */
final class Backlog {

  private static final int REMEMBERED = 256;

  private final NavigableSet<Long> waiting = new TreeSet<>();
  private final NavigableSet<Long> had = new TreeSet<>();
  private long floor;
  private long position;

  /**
   * Says what is old; what waits and is old is forgotten.
   *
   * @param upTo posts up to this one are
   * @param known the reader has these, too
   * @param newest the newest post that the reader has had
   */
  void begin(long upTo, List<Long> known, long newest) {
    floor = upTo;
    position = newest;
    had.addAll(known);
    waiting.removeIf(post -> !isNew(post));
  }

  private boolean isNew(long post) {
    return post > floor && !had.contains(post);
  }

  /** The post waits, if it is new. */
  void add(long post) {
    if (isNew(post)) {
      waiting.add(post);
    }
  }

  int size() {
    return waiting.size();
  }

  /** The newest post that the reader has had. */
  long position() {
    return position;
  }

  /** So many of those that wait, oldest first. The reader has had them now. */
  List<Long> take(int most) {
    var taken = waiting.stream().limit(most).toList();
    taken.forEach(this::had);
    return taken;
  }

  private void had(long post) {
    waiting.remove(post);
    had.add(post);
    position = Math.max(position, post);
    if (had.size() > REMEMBERED) {
      floor = had.removeFirst();
    }
  }
}
