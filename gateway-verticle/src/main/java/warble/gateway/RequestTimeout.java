package warble.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Failure;

/**
 * How long a call may take: as long as its route says, or as long as the client waits if that is
 * less.
 */
final class RequestTimeout {

  private static final String GRPC_TIMEOUT = "Grpc-Timeout";
  private static final Pattern GRPC_FORMAT = Pattern.compile("([0-9]{1,8})([HMSmun])");
  private static final String SERVER_TIMEOUT = "X-Server-Timeout";
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,8}(\\.[0-9]{1,9})?");
  private static final double NANOS_PER_SECOND = 1e9;

  private RequestTimeout() {}

  /**
   * The time from now on.
   *
   * @param most the route's; zero for no end
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} when the request
   *     has a malformed header
   */
  static Deadline deadline(HttpServerRequest request, Duration most) {
    Deadline deadline = most.isZero() ? Deadline.never() : Deadline.after(most);
    String grpc = request.getHeader(GRPC_TIMEOUT);
    if (grpc != null) {
      deadline = deadline.min(Deadline.after(grpc(grpc.strip())));
    }
    String seconds = request.getHeader(SERVER_TIMEOUT);
    return seconds == null ? deadline : deadline.min(Deadline.after(seconds(seconds.strip())));
  }

  private static Duration grpc(String value) {
    Matcher matcher = GRPC_FORMAT.matcher(value);
    if (!matcher.matches()) {
      throw Failure.invalid(GRPC_TIMEOUT, "is malformed (expected: for example 500m or 2S)")
          .exception();
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "H" -> Duration.ofHours(Math.min(amount, Deadline.LONGEST.toHours()));
      case "M" -> Duration.ofMinutes(amount);
      case "S" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMillis(amount);
      case "u" -> Duration.ofNanos(amount * 1_000);
      default -> Duration.ofNanos(amount);
    };
  }

  private static Duration seconds(String value) {
    if (!SECONDS.matcher(value).matches()) {
      throw Failure.invalid(SERVER_TIMEOUT, "is malformed (expected: seconds, for example 2.5)")
          .exception();
    }
    return Duration.ofNanos(Math.round(Double.parseDouble(value) * NANOS_PER_SECOND));
  }
}
