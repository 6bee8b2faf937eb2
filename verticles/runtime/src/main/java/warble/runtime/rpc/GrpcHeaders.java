package warble.runtime.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.vertx.core.MultiMap;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A call's context and status as HTTP/2 headers. */
final class GrpcHeaders {

  static final String CALLER = "x-warble-user";
  static final String STATUS_DETAILS = "grpc-status-details-bin";

  private static final String TIMEOUT = "grpc-timeout";
  private static final String INTERNAL_CALLER = "internal";
  private static final Pattern TIMEOUT_FORMAT = Pattern.compile("([0-9]{1,8})([HMSmun])");

  /** Headers that belong to the transport and are nobody's metadata. */
  private static final Set<String> RESERVED =
      Set.of(
          "accept-encoding",
          "connection",
          "content-length",
          "content-type",
          "host",
          "te",
          "transfer-encoding",
          "user-agent",
          CALLER);

  private GrpcHeaders() {}

  /** Everything of a context but its deadline, which the gRPC client writes. */
  static void write(RpcContext context, MultiMap headers) {
    write(context.metadata(), headers);
    switch (context.caller()) {
      case Caller.User(var id) -> headers.set(CALLER, Long.toString(id));
      case Caller.Internal() -> headers.set(CALLER, INTERNAL_CALLER);
      case Caller.Anonymous() -> headers.remove(CALLER);
    }
  }

  /** What travels besides the messages. */
  static void write(Map<String, String> metadata, MultiMap headers) {
    metadata.forEach((name, value) -> {
      if (isMetadata(name)) {
        headers.set(name, value);
      }
    });
  }

  /**
   * The context of a call that came in.
   *
   * @throws FailureException {@link Failure.InvalidArgument} when the headers are malformed
   */
  static RpcContext read(MultiMap headers, Duration defaultTimeout) {
    Duration timeout = headers.contains(TIMEOUT) ? timeout(headers.get(TIMEOUT)) : defaultTimeout;
    Duration bounded = timeout.compareTo(Deadline.LONGEST) < 0 ? timeout : Deadline.LONGEST;
    return new RpcContext(
        caller(headers), Deadline.after(bounded), new Cancellation(), metadata(headers));
  }

  /** A status with its details, as the value of {@link #STATUS_DETAILS}. */
  static String encode(Status status) {
    return Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray());
  }

  /** The inverse of {@link #encode}. */
  static Status decode(String details) throws InvalidProtocolBufferException {
    return Status.parseFrom(Base64.getDecoder().decode(details));
  }

  private static Caller caller(MultiMap headers) {
    String value = headers.get(CALLER);
    if (value == null) {
      return new Caller.Anonymous();
    }
    return value.equals(INTERNAL_CALLER) ? new Caller.Internal() : new Caller.User(userId(value));
  }

  private static long userId(String value) {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException _) {
      throw Failure.invalid(CALLER, "is not a user id").exception();
    }
  }

  private static Duration timeout(String value) {
    Matcher matcher = TIMEOUT_FORMAT.matcher(value);
    if (!matcher.matches()) {
      throw Failure.invalid(TIMEOUT, "is malformed").exception();
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "H" -> Duration.ofHours(amount);
      case "M" -> Duration.ofMinutes(amount);
      case "S" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMillis(amount);
      case "u" -> Duration.ofNanos(amount * 1_000);
      default -> Duration.ofNanos(amount);
    };
  }

  /** What headers say that are not the transport's own. */
  static Map<String, String> metadata(MultiMap headers) {
    Map<String, String> metadata = new HashMap<>();
    for (Map.Entry<String, String> header : headers) {
      if (isMetadata(header.getKey())) {
        metadata.put(header.getKey(), header.getValue());
      }
    }
    return metadata;
  }

  /** Metadata may come from a client, and must not pass for what Warble itself says. */
  private static boolean isMetadata(String name) {
    return !name.startsWith(":") && !name.startsWith("grpc-") && !RESERVED.contains(name);
  }
}
