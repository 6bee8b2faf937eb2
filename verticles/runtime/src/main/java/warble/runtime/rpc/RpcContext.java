package warble.runtime.rpc;

import java.time.Duration;
import java.util.Map;

/**
 * What travels with a call besides its message: who calls, how long they wait, and metadata.
 *
 * <p>It lives in a local of the Vert.x context, so that calls made while serving a call carry the
 * same caller, what is left of the deadline, and the same cancellation.
 *
 * @param caller on whose behalf
 * @param deadline when the caller stops waiting
 * @param cancellation completes when the caller goes away before that
 * @param metadata lower-case names and values of printable ASCII, for example {@code x-request-id}
 *     or {@code idempotency-key}; another value is refused with {@link Failure.InvalidArgument}
 * @param responseMetadata what the service being called sends back besides its messages
 */
public record RpcContext(
    Caller caller,
    Deadline deadline,
    Cancellation cancellation,
    Map<String, String> metadata,
    ResponseMetadata responseMetadata) {

  public RpcContext {
    metadata = Map.copyOf(metadata);
    metadata.forEach(RpcContext::requirePrintable);
  }

  /** A context of a call for which nothing travels back yet but the response. */
  public RpcContext(
      Caller caller, Deadline deadline, Cancellation cancellation, Map<String, String> metadata) {
    this(caller, deadline, cancellation, metadata, new ResponseMetadata());
  }

  /** A context for work that no request asked for. */
  public static RpcContext internal(Duration timeout) {
    return new RpcContext(
        new Caller.Internal(), Deadline.after(timeout), new Cancellation(), Map.of());
  }

  /**
   * The user on whose behalf the call is made.
   *
   * @throws FailureException {@link Failure.Unauthenticated} when there is none
   */
  public long userId() {
    return switch (caller) {
      case Caller.User user -> user.id();
      case Caller.Anonymous _, Caller.Internal _ ->
          throw new Failure.Unauthenticated("TOKEN_MISSING", "this method needs an access token")
              .exception();
    };
  }

  /** The user on whose behalf the call is made, or 0 when there is none. */
  public long viewerId() {
    return caller instanceof Caller.User(var id) ? id : 0;
  }

  /** Checked here and not where headers are written, so that it is the same for both transports. */
  static void requirePrintable(String name, String value) {
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
        throw Failure.invalid(name, "must be printable ASCII").exception();
      }
    }
  }
}
