package warble.gateway;

import java.io.Serial;
import warble.runtime.rpc.Failure;

/** A failure for which HTTP has a more exact status than the code of the failure stands for. */
final class HttpRefusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final int status;
  private final transient Failure failure;
  private final boolean last;

  private HttpRefusal(int status, Failure failure, boolean last) {
    super(failure.message(), null, false, false);
    this.status = status;
    this.failure = failure;
    this.last = last;
  }

  static HttpRefusal methodNotAllowed(String method) {
    return new HttpRefusal(
        405, new Failure.Unimplemented(method + " is not allowed for this path"), false);
  }

  static HttpRefusal unsupportedMediaType(String reason) {
    return new HttpRefusal(415, Failure.invalid("body", reason), false);
  }

  static HttpRefusal bodyTooLarge(long most) {
    return broken("body", "is too large (expected: at most " + most + " bytes)", 413);
  }

  /** All of it has come, so the connection is still good. */
  static HttpRefusal inflatedTooLarge(long most) {
    return new HttpRefusal(
        413,
        Failure.invalid("body", "stands for too much (expected: at most " + most + " bytes)"),
        false);
  }

  static HttpRefusal broken(String part, String description, int status) {
    return new HttpRefusal(status, Failure.invalid(part, description), true);
  }

  static HttpRefusal bodyTooSlow() {
    return new HttpRefusal(
        408, new Failure.DeadlineExceeded("the body did not arrive in time"), true);
  }

  int status() {
    return status;
  }

  Failure failure() {
    return failure;
  }

  /**
   * Whether the connection is of no use afterwards, for the rest of the request is still to come.
   */
  boolean last() {
    return last;
  }
}
