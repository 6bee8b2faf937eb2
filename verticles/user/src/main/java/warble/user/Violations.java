package warble.user;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import warble.runtime.rpc.Failure;

/** Collects what is wrong with a request, so that it is refused for all of it at once. */
final class Violations {

  private final List<Failure.Violation> found = new ArrayList<>();

  /** Notes that a field is wrong unless {@code holds}. */
  Violations require(boolean holds, String field, String description) {
    if (!holds) {
      found.add(new Failure.Violation(field, description));
    }
    return this;
  }

  /** Throws {@link Failure.InvalidArgument} when anything was noted. */
  void refuse() {
    if (!found.isEmpty()) {
      throw new Failure.InvalidArgument(message(), found).exception();
    }
  }

  private String message() {
    return found.stream()
        .map(violation -> violation.field() + ": " + violation.description())
        .collect(Collectors.joining("; "));
  }
}
