package warble.runtime.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static warble.runtime.rpc.TestProcess.NOWHERE;
import static warble.runtime.rpc.TestProcess.await;
import static warble.runtime.rpc.TestProcess.service;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.common.GrpcStatus;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

/** Calls between processes. */
class Http2RpcTest extends RpcContract {

  private static final String ECHO = service(EchoGrpcClient.Say);
  private static final String RELAY = service(RelayGrpcClient.Say);

  private final TestProcess front = TestProcess.among();
  private final TestProcess middle = TestProcess.among(RELAY);
  private final TestProcess back = TestProcess.among(ECHO);
  private HostPort echo = NOWHERE;

  @BeforeEach
  void connect() {
    echo = back.listen();
    front.rpc().setInstances(RELAY, List.of(middle.listen()));
    front.rpc().setInstances(ECHO, List.of(echo));
    middle.rpc().setInstances(ECHO, List.of(echo));
  }

  @Override
  TestProcess front() {
    return front;
  }

  @Override
  TestProcess middle() {
    return middle;
  }

  @Override
  TestProcess back() {
    return back;
  }

  @AfterEach
  void close() {
    front.close();
    middle.close();
    back.close();
  }

  @Test
  void aRequestThatIsTooLargeIsRefused() {
    back.serve(EchoGrpcClient.Say, _ -> Future.succeededFuture(StringValue.of("got it")));

    assertThat(failureOf(front.say(tooLarge()))).isInstanceOf(Failure.ResourceExhausted.class);
    assertThat(await(front.say("hello")).getValue()).isEqualTo("got it");
  }

  @Test
  void aResponseThatIsTooLargeIsRefused() {
    back.serve(EchoGrpcClient.Say, _ -> Future.succeededFuture(StringValue.of(tooLarge())));

    assertThat(failureOf(front.say("hello"))).isInstanceOf(Failure.ResourceExhausted.class);
  }

  @Test
  void aFailureWithMoreDetailsThanHeadersCanHoldKeepsItsKind() {
    List<Failure.Violation> violations =
        Collections.nCopies(2_000, new Failure.Violation("content", "is not what it should be"));
    back.serve(
        EchoGrpcClient.Say,
        _ -> new Failure.InvalidArgument("é".repeat(5_000), violations).future());

    assertThat(failureOf(front.say("hello"))).isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void callsAreSharedAmongProcessesAndGoOnWhenOneDies() {
    TestProcess other = TestProcess.among(ECHO);
    front.rpc().setInstances(ECHO, List.of(echo, other.listen()));
    back.serve(EchoGrpcClient.Say, _ -> Future.succeededFuture(StringValue.of("back")));
    other.serve(EchoGrpcClient.Say, _ -> Future.succeededFuture(StringValue.of("other")));
    assertThat(answers(20)).containsExactlyInAnyOrderElementsOf(tenOfEach("back", "other"));

    other.close();

    assertThat(answers(20)).containsOnly("back");
  }

  @Test
  void aProcessThatIsNotThereIsUnavailable() {
    front.rpc().setInstances(ECHO, List.of(NOWHERE));

    assertThat(failureOf(front.say("hello"))).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aHostNameStandsForItsAddresses() {
    back.serve(EchoGrpcClient.Say, Future::succeededFuture);
    front.rpc().setInstances(ECHO, List.of(new HostPort("localhost", echo.port())));

    assertThat(await(front.say("hello")).getValue()).isEqualTo("hello");
  }

  @Test
  void aHostNameThatIsUnknownIsUnavailable() {
    front.rpc().setInstances(ECHO, List.of(new HostPort("nobody.invalid", 1)));

    assertThat(failureOf(front.say("hello"))).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aCallerThatDiesCancelsItsCalls() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    back.serve(
        EchoGrpcClient.Say,
        _ -> {
          back.rpc().current().cancellation().onCancel(() -> cancelled.complete(null));
          started.complete(null);
          return Promise.<StringValue>promise().future();
        });
    TestProcess mortal = TestProcess.among();
    mortal.rpc().setInstances(ECHO, List.of(echo));
    Future<StringValue> call = mortal.say("hello");
    started.get(30, SECONDS);

    mortal.close();

    cancelled.get(30, SECONDS);
    assertThat(call.failed()).isTrue();
  }

  @Test
  void aCalleeThatDiesMakesItsCallsUnavailable() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    TestProcess mortal = TestProcess.among(ECHO);
    mortal.serve(
        EchoGrpcClient.Say,
        _ -> {
          started.complete(null);
          return Promise.<StringValue>promise().future();
        });
    front.rpc().setInstances(ECHO, List.of(mortal.listen()));
    Future<StringValue> call = front.say("hello");
    started.get(30, SECONDS);

    mortal.close();

    assertThat(failureOf(call)).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void drainingAnswersWhatIsUnderWayAndTakesNoMore() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    Promise<StringValue> answer = Promise.promise();
    back.serve(
        EchoGrpcClient.Say,
        _ -> {
          started.complete(null);
          return answer.future();
        });
    Future<StringValue> call = front.say("hello");
    started.get(30, SECONDS);

    Future<Void> drained = back.rpc().drain(Duration.ofSeconds(20));
    answer.complete(StringValue.of("answered"));

    assertThat(await(call).getValue()).isEqualTo("answered");
    await(drained);
    assertThat(failureOf(front.say("hello"))).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aWaveOfCancelledCallsLeavesTheOthersAlone() throws Exception {
    int calls = 500;
    CountDownLatch started = new CountDownLatch(calls);
    CountDownLatch cancelled = new CountDownLatch(calls);
    Promise<StringValue> answer = Promise.promise();
    back.serve(
        EchoGrpcClient.Say,
        request -> {
          if (!request.getValue().isEmpty()) {
            return answer.future();
          }
          back.rpc().current().cancellation().onCancel(cancelled::countDown);
          started.countDown();
          return Promise.<StringValue>promise().future();
        });
    RpcContext context = RpcContext.internal(TestProcess.DEFAULT_TIMEOUT);
    Future<StringValue> other = front.say("hello");
    List<Future<StringValue>> wave =
        IntStream.range(0, calls)
            .mapToObj(_ -> front.rpc().with(context, () -> front.say("")))
            .toList();
    assertThat(started.await(30, SECONDS)).isTrue();

    context.cancellation().cancel();

    assertThat(cancelled.await(30, SECONDS)).isTrue();
    answer.complete(StringValue.of("answered"));
    assertThat(await(other).getValue()).isEqualTo("answered");
    assertThat(wave).allMatch(Future::failed);
  }

  @Test
  void aCallerThatCannotBeReadIsRefused() {
    back.serve(EchoGrpcClient.Say, Future::succeededFuture);
    Http2Client raw = Http2Client.create(front.vertx(), 1 << 20);

    Future<GrpcStatus> status =
        raw.request(SocketAddress.inetSocketAddress(echo.port(), echo.host()), EchoGrpcClient.Say)
            .compose(request -> {
              request.headers().set(GrpcHeaders.CALLER, "7; admin");
              request.end(StringValue.of("hello"));
              return request.response();
            })
            .map(response -> response.status());

    assertThat(await(status)).isEqualTo(GrpcStatus.INVALID_ARGUMENT);
  }

  @Test
  void theLimitsOfEachProcessHoldForItself() {
    TestProcess generous = TestProcess.among(new DataSize(4 << 20));
    generous.rpc().setInstances(ECHO, List.of(echo));
    back.serve(EchoGrpcClient.Say, Future::succeededFuture);

    assertThat(failureOf(generous.say(tooLarge()))).isInstanceOf(Failure.ResourceExhausted.class);
    generous.close();
  }

  private static String tooLarge() {
    return "x".repeat((int) TestProcess.MAX_MESSAGE_SIZE.bytes() + 1);
  }

  private List<String> answers(int calls) {
    return IntStream.range(0, calls).mapToObj(_ -> await(front.say("")).getValue()).toList();
  }

  private static List<String> tenOfEach(String one, String other) {
    return IntStream.range(0, 20).mapToObj(i -> i < 10 ? one : other).toList();
  }
}
