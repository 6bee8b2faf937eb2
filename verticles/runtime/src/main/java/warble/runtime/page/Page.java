package warble.runtime.page;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A page of a list.
 *
 * @param items its items, newest first
 * @param more whether another page follows
 */
public record Page<T>(List<T> items, boolean more) {

  public Page {
    items = List.copyOf(items);
  }

  /**
   * The page made of what was read for it.
   *
   * @param read up to {@link PageRequest#readAhead()} items
   */
  public static <T> Page<T> of(List<T> read, PageRequest request) {
    boolean more = read.size() > request.size();
    return new Page<>(more ? read.subList(0, request.size()) : read, more);
  }

  /**
   * The token of the page after this one, empty at the end.
   *
   * @param tokens seals the position
   * @param list as for {@link PageTokens#seal}
   * @param position the sort key of an item
   */
  public String nextToken(PageTokens tokens, String list, ToLongFunction<T> position) {
    return more ? tokens.seal(list, position.applyAsLong(items.getLast())) : "";
  }
}
