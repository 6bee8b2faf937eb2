package warble.runtime.rpc;

import java.io.Serial;

/** Carries a {@link Failure} through a {@code Future}; it has no stack trace, for nothing broke. */
public final class FailureException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final transient Failure failure;

  FailureException(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  /** The failure carried. */
  public Failure failure() {
    return failure;
  }
}
