package warble.runtime.page;

/**
 * Which page of a list, newest first, is asked for.
 *
 * @param before only items whose position is smaller; {@link Long#MAX_VALUE} for the first page
 * @param size how many items at most
 */
public record PageRequest(long before, int size) {

  /** How many items to read: one more than the page holds tells whether another page follows. */
  public int readAhead() {
    return size + 1;
  }

  /** Whether this is the first page. */
  public boolean first() {
    return before == Long.MAX_VALUE;
  }
}
