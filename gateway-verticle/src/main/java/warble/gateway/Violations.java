package warble.gateway;

import java.util.ArrayList;
import java.util.List;
import warble.runtime.rpc.Failure;

/** Collects what is wrong with a request, so that everything is told at once. */
final class Violations {

  /** More would help nobody. */
  private static final int MOST = 20;

  private final List<Failure.Violation> found = new ArrayList<>();

  void add(String field, String description) {
    if (found.size() < MOST) {
      found.add(new Failure.Violation(field, description));
    }
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  /** Throws {@link Failure.InvalidArgument} when there is anything. */
  void check() {
    if (!found.isEmpty()) {
      Failure.Violation first = found.getFirst();
      throw new Failure.InvalidArgument(first.field() + ": " + first.description(), found)
          .exception();
    }
  }
}
