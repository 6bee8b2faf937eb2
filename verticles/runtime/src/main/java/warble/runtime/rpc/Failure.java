package warble.runtime.rpc;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * An expected failure of a call, as a value.
 *
 * <p>The kinds are those of {@code google.rpc.Code}; {@link Statuses} is the one table that turns
 * them into a {@code google.rpc.Status} and back. Whatever is not one of these is {@link Internal}.
 */
public sealed interface Failure {

  /** What went wrong, for a person; it may be shown to the caller. */
  String message();

  /** One field of a request and what is wrong with it. */
  record Violation(String field, String description) {}

  /** The request is wrong whatever the state of the system. */
  record InvalidArgument(String message, List<Violation> violations) implements Failure {
    public InvalidArgument {
      violations = List.copyOf(violations);
    }
  }

  /** There is no valid proof of who calls. */
  record Unauthenticated(String reason, String message) implements Failure {}

  /** The caller is known and may not. */
  record PermissionDenied(String reason, String message) implements Failure {}

  /** The thing asked for does not exist. {@code resource} names its kind and identifier. */
  record NotFound(String resource, String message) implements Failure {}

  /** The thing exists already. {@code field} is the field whose value is taken. */
  record AlreadyExists(String field, String message) implements Failure {}

  /** The state of the system forbids it. {@code reason} is UPPER_SNAKE. */
  record FailedPrecondition(String reason, String message) implements Failure {}

  /** A concurrent change won; the caller may start again. */
  record Aborted(String reason, String message) implements Failure {}

  /** A quota is used up; worth a retry after {@code retryAfter}. */
  record ResourceExhausted(String reason, String message, Duration retryAfter) implements Failure {}

  /** Something needed is away; worth a retry after {@code retryAfter}. */
  record Unavailable(String message, Duration retryAfter) implements Failure {}

  /** The caller's time was up. */
  record DeadlineExceeded(String message) implements Failure {}

  /** The caller went away. */
  record Cancelled(String message) implements Failure {}

  /** There is no such method here. */
  record Unimplemented(String message) implements Failure {}

  /** A defect. It was logged where it happened; the message reveals nothing. */
  record Internal(String message) implements Failure {}

  /** An {@link InvalidArgument} about one field. */
  static Failure invalid(String field, String description) {
    return new InvalidArgument(
        field + ": " + description, List.of(new Violation(field, description)));
  }

  /** This failure as an exception without a stack trace. */
  default FailureException exception() {
    return new FailureException(this);
  }

  /** This failure as a failed future. */
  default <T> Future<T> future() {
    return Future.failedFuture(exception());
  }
}
