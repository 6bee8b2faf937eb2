package warble.runtime.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.rpc.Failure.Violation;

/** The one table between {@link Failure} and {@code google.rpc.Status}. */
public final class Statuses {

  /** The domain of every {@code ErrorInfo.reason}. */
  public static final String DOMAIN = "warble";

  private static final Logger LOG = LoggerFactory.getLogger(Statuses.class);

  private Statuses() {}

  /**
   * The status of a failure, with its details. {@link #failureOf(Status)} gives the failure back.
   */
  public static Status statusOf(Failure failure) {
    return switch (failure) {
      case Failure.InvalidArgument f ->
          status(Code.INVALID_ARGUMENT, f, badRequest(f.violations()));
      case Failure.Unauthenticated f -> status(Code.UNAUTHENTICATED, f, errorInfo(f.reason()));
      case Failure.PermissionDenied f -> status(Code.PERMISSION_DENIED, f, errorInfo(f.reason()));
      case Failure.NotFound f -> status(Code.NOT_FOUND, f, resourceInfo(f.resource()));
      case Failure.AlreadyExists f ->
          status(
              Code.ALREADY_EXISTS, f, badRequest(List.of(new Violation(f.field(), f.message()))));
      case Failure.FailedPrecondition f ->
          status(Code.FAILED_PRECONDITION, f, errorInfo(f.reason()));
      case Failure.Aborted f -> status(Code.ABORTED, f, errorInfo(f.reason()));
      case Failure.ResourceExhausted f ->
          status(Code.RESOURCE_EXHAUSTED, f, errorInfo(f.reason()), retryInfo(f.retryAfter()));
      case Failure.Unavailable f -> status(Code.UNAVAILABLE, f, retryInfo(f.retryAfter()));
      case Failure.DeadlineExceeded f -> status(Code.DEADLINE_EXCEEDED, f);
      case Failure.Cancelled f -> status(Code.CANCELLED, f);
      case Failure.Unimplemented f -> status(Code.UNIMPLEMENTED, f);
      case Failure.Internal f -> status(Code.INTERNAL, f);
    };
  }

  /**
   * The failure of a status that is not OK; codes that Warble never sends become {@link
   * Failure.Internal}.
   */
  public static Failure failureOf(Status status) {
    String message = status.getMessage();
    return switch (codeOf(status)) {
      case INVALID_ARGUMENT, OUT_OF_RANGE ->
          new Failure.InvalidArgument(message, violations(status));
      case UNAUTHENTICATED -> new Failure.Unauthenticated(reason(status), message);
      case PERMISSION_DENIED -> new Failure.PermissionDenied(reason(status), message);
      case NOT_FOUND -> new Failure.NotFound(resource(status), message);
      case ALREADY_EXISTS -> new Failure.AlreadyExists(field(status), message);
      case FAILED_PRECONDITION -> new Failure.FailedPrecondition(reason(status), message);
      case ABORTED -> new Failure.Aborted(reason(status), message);
      case RESOURCE_EXHAUSTED ->
          new Failure.ResourceExhausted(reason(status), message, retryAfter(status));
      case UNAVAILABLE -> new Failure.Unavailable(message, retryAfter(status));
      case DEADLINE_EXCEEDED -> new Failure.DeadlineExceeded(message);
      case CANCELLED -> new Failure.Cancelled(message);
      case UNIMPLEMENTED -> new Failure.Unimplemented(message);
      case OK, UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> new Failure.Internal(message);
    };
  }

  /**
   * The failure that a caller may see. An unexpected cause is logged here, and nowhere else.
   *
   * @param what what failed, for the log
   */
  public static Failure failureOf(String what, Throwable cause) {
    if (cause instanceof FailureException expected) {
      return expected.failure();
    }
    LOG.error("{} failed", what, cause);
    return new Failure.Internal("internal error");
  }

  private static Status status(Code code, Failure failure, Message... details) {
    Status.Builder status =
        Status.newBuilder().setCode(code.getNumber()).setMessage(failure.message());
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return status.build();
  }

  private static Code codeOf(Status status) {
    Code code = Code.forNumber(status.getCode());
    return code == null ? Code.UNKNOWN : code;
  }

  private static BadRequest badRequest(List<Violation> violations) {
    BadRequest.Builder details = BadRequest.newBuilder();
    violations.forEach(violation ->
        details
            .addFieldViolationsBuilder()
            .setField(violation.field())
            .setDescription(violation.description()));
    return details.build();
  }

  private static List<Violation> violations(Status status) {
    return detail(status, BadRequest.getDefaultInstance()).getFieldViolationsList().stream()
        .map(violation -> new Violation(violation.getField(), violation.getDescription()))
        .toList();
  }

  private static String field(Status status) {
    return violations(status).stream().map(Violation::field).findFirst().orElse("");
  }

  private static ErrorInfo errorInfo(String reason) {
    return ErrorInfo.newBuilder().setReason(reason).setDomain(DOMAIN).build();
  }

  private static String reason(Status status) {
    return detail(status, ErrorInfo.getDefaultInstance()).getReason();
  }

  private static ResourceInfo resourceInfo(String resource) {
    return ResourceInfo.newBuilder().setResourceName(resource).build();
  }

  private static String resource(Status status) {
    return detail(status, ResourceInfo.getDefaultInstance()).getResourceName();
  }

  private static RetryInfo retryInfo(Duration retryAfter) {
    RetryInfo.Builder details = RetryInfo.newBuilder();
    details
        .getRetryDelayBuilder()
        .setSeconds(retryAfter.getSeconds())
        .setNanos(retryAfter.getNano());
    return details.build();
  }

  private static Duration retryAfter(Status status) {
    var delay = detail(status, RetryInfo.getDefaultInstance()).getRetryDelay();
    return Duration.ofSeconds(delay.getSeconds(), delay.getNanos());
  }

  /** The first detail of the type of {@code absent}, and {@code absent} when there is none. */
  private static <T extends Message> T detail(Status status, T absent) {
    return status.getDetailsList().stream()
        .filter(any -> any.isSameTypeAs(absent))
        .findFirst()
        .map(any -> unpack(any, absent))
        .orElse(absent);
  }

  private static <T extends Message> T unpack(Any any, T absent) {
    try {
      return any.unpackSameTypeAs(absent);
    } catch (InvalidProtocolBufferException _) {
      return absent;
    }
  }
}
