package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StatusesTest {

  /** At least one of each kind. */
  static List<Failure> failures() {
    return List.of(
        Failure.invalid("content", "must not be blank"),
        new Failure.InvalidArgument(
            "two are wrong",
            List.of(new Failure.Violation("a", "é ☃ 日本"), new Failure.Violation("b.c[2]", ""))),
        new Failure.InvalidArgument("", List.of()),
        new Failure.Unauthenticated("TOKEN_EXPIRED", "the access token has expired"),
        new Failure.PermissionDenied("NOT_THE_AUTHOR", "only its author may delete a post"),
        new Failure.NotFound("post 7", "no such post"),
        new Failure.AlreadyExists("username", "ada is taken"),
        new Failure.FailedPrecondition("SELF_FOLLOW", "nobody follows themselves"),
        new Failure.Aborted("CONFLICT", "someone was faster\nby a line"),
        new Failure.ResourceExhausted("RATE_LIMITED", "slow down", Duration.ofMillis(1_500)),
        new Failure.Unavailable("Postgres is away", Duration.ofSeconds(2, 3)),
        new Failure.DeadlineExceeded("too slow"),
        new Failure.Cancelled("the caller went away"),
        new Failure.Unimplemented("there is no such method"),
        new Failure.Internal("internal error"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aFailureIsTheSameAfterItWasAStatus(Failure failure) throws Exception {
    String header = GrpcHeaders.encode(Statuses.statusOf(failure));

    assertThat(Statuses.failureOf(GrpcHeaders.decode(header))).isEqualTo(failure);
  }

  @Test
  void everyKindOfFailureIsInTheTable() {
    assertThat(failures().stream().map(Object::getClass).distinct())
        .hasSameSizeAs(java.util.Arrays.stream(Failure.class.getPermittedSubclasses()).toList());
  }

  @ParameterizedTest
  @EnumSource(
      value = Code.class,
      names = {"OK", "UNRECOGNIZED"},
      mode = EnumSource.Mode.EXCLUDE)
  void aStatusWithoutDetailsIsAFailureToo(Code code) {
    Status status = Status.newBuilder().setCode(code.getNumber()).setMessage("why").build();

    assertThat(Statuses.failureOf(status).message()).isEqualTo("why");
  }

  @Test
  void aCodeThatNobodyKnowsIsInternal() {
    Status status = Status.newBuilder().setCode(99).build();

    assertThat(Statuses.failureOf(status)).isInstanceOf(Failure.Internal.class);
  }
}
