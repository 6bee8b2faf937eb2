package warble.runtime.page;

import warble.runtime.rpc.Failure;

/** How many items a page holds. */
public final class PageSize {

  /** Items a page when the request does not say. */
  public static final int DEFAULT = 20;

  /** The most that may be asked for. */
  public static final int MAX = 100;

  private PageSize() {}

  /**
   * The page size that a request asks for.
   *
   * @param present whether the request says
   * @param size what it says
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} outside 1..100
   */
  public static int of(boolean present, int size) {
    if (!present) {
      return DEFAULT;
    }
    if (size < 1 || size > MAX) {
      throw Failure.invalid("pageSize", size + " (expected: 1.." + MAX + ")").exception();
    }
    return size;
  }
}
