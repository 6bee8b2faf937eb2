package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.runtime.rpc.TestProcess.await;
import static warble.runtime.rpc.TestProcess.service;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.HostPort;

/** Calls of services that fail. */
class ResilienceTest {

  private static final String ECHO = service(EchoGrpcClient.Say);
  private static final Failure.Unavailable AWAY = new Failure.Unavailable("away", Duration.ZERO);

  private final TestProcess good = TestProcess.among(ECHO);
  private final TestProcess bad = TestProcess.among(ECHO);
  private final AtomicInteger goodCalls = new AtomicInteger();
  private final AtomicInteger badCalls = new AtomicInteger();
  private final Map<TestProcess, HostPort> addresses = new HashMap<>();

  @AfterEach
  void close() {
    good.close();
    bad.close();
  }

  @Test
  void whatMayBeDoneTwiceIsDoneAtAnotherInstance() {
    TestProcess front = front(policy(1, 0, Integer.MAX_VALUE, Integer.MAX_VALUE), AWAY::future);

    List<Future<Buffer>> calls = calls(20, () -> channel(front).repeatable().call("Say", hello()));

    assertThat(calls).allMatch(Future::succeeded);
    assertThat(badCalls.get()).isBetween(8, 12);
    assertThat(goodCalls).hasValue(20);
    front.close();
  }

  @Test
  void whatMustNotBeDoneTwiceIsNot() {
    TestProcess front = front(policy(1, 100, Integer.MAX_VALUE, Integer.MAX_VALUE), AWAY::future);

    List<Future<Buffer>> calls = calls(20, () -> channel(front).call("Say", hello()));

    assertThat(calls.stream().filter(Future::failed)).hasSize(10);
    assertThat(goodCalls.get() + badCalls.get()).isEqualTo(20);
    front.close();
  }

  @Test
  void aServiceThatSaysWhenToComeBackIsTakenAtItsWord() {
    Failure later = new Failure.Unavailable("full", Duration.ofSeconds(3));
    TestProcess front = front(policy(1, 100, 1, 1), later::future);

    List<Future<Buffer>> calls = calls(20, () -> channel(front).repeatable().call("Say", hello()));

    assertThat(calls.stream().filter(Future::failed)).hasSize(10);
    front.close();
  }

  @Test
  void retriesAreAShareOfTheCalls() {
    TestProcess front = front(policy(0.2, 0, Integer.MAX_VALUE, Integer.MAX_VALUE), AWAY::future);
    front.rpc().setInstances(ECHO, List.of(address(bad)));

    calls(50, () -> channel(front).repeatable().call("Say", hello()));

    assertThat(badCalls.get()).isBetween(50, 60);
    front.close();
  }

  @Test
  void anInstanceThatFailsInARowGetsNoMoreCalls() {
    TestProcess front = front(policy(0, 0, 3, Integer.MAX_VALUE), AWAY::future);

    List<Future<Buffer>> calls = calls(30, () -> channel(front).call("Say", hello()));

    assertThat(calls.stream().filter(Future::failed)).hasSize(3);
    assertThat(badCalls).hasValue(3);
    front.close();
  }

  @Test
  void anInstanceThatHangsGetsNoMoreCalls() {
    TestProcess front =
        front(policy(0, 0, 3, Integer.MAX_VALUE), () -> Promise.<StringValue>promise().future());

    List<Future<Buffer>> calls = calls(10, () -> patiently(front, Duration.ofMillis(300)));

    assertThat(calls.stream().filter(Future::failed)).hasSize(3);
    front.close();
  }

  @Test
  void anImpatientCallerProvesNothing() {
    TestProcess front = front(policy(0, 0, 3, 10), () -> Promise.<StringValue>promise().future());

    calls(40, () -> patiently(front, Duration.ofMillis(50)));

    assertThat(badCalls.get()).isGreaterThan(10);
    front.close();
  }

  @Test
  void aServiceThatFailsIsCutOffUntilOneCallIsAnswered() {
    TestProcess front = front(policy(0, 0, Integer.MAX_VALUE, 10), AWAY::future);
    front.rpc().setInstances(ECHO, List.of(address(bad)));
    calls(10, () -> channel(front).call("Say", hello()));
    assertThat(badCalls).hasValue(10);

    Future<Buffer> refused = calls(1, () -> channel(front).call("Say", hello())).getFirst();

    assertThat(((FailureException) refused.cause()).failure())
        .isEqualTo(new Failure.Unavailable(ECHO + " is cut off", Duration.ofMillis(500)));
    assertThat(badCalls).hasValue(10);
    Awaitility.await()
        .atMost(5, TimeUnit.SECONDS)
        .until(() -> {
          calls(1, () -> channel(front).call("Say", hello()));
          return badCalls.get() > 10;
        });
    front.close();
  }

  private static Resilience policy(double share, int floor, int ejectAfter, int circuitCalls) {
    return new Resilience(
        Duration.ofMillis(200),
        share,
        floor,
        ejectAfter,
        Duration.ofMinutes(1),
        0.5,
        circuitCalls,
        0.5,
        Duration.ofMinutes(1),
        Duration.ofMillis(500));
  }

  /** A process before a good instance and a bad one. */
  private TestProcess front(Resilience policy, Supplier<Future<StringValue>> failure) {
    good.serve(
        EchoGrpcClient.Say,
        request -> {
          goodCalls.incrementAndGet();
          return Future.succeededFuture(request);
        });
    bad.serve(
        EchoGrpcClient.Say,
        _ -> {
          badCalls.incrementAndGet();
          return failure.get();
        });
    TestProcess front = TestProcess.with(policy);
    front.rpc().setInstances(ECHO, List.of(address(good), address(bad)));
    return front;
  }

  private HostPort address(TestProcess process) {
    return addresses.computeIfAbsent(process, TestProcess::listen);
  }

  private static RpcChannel channel(TestProcess front) {
    return front.rpc().channel(ECHO);
  }

  private static Future<Buffer> patiently(TestProcess front, Duration patience) {
    return front
        .rpc()
        .with(RpcContext.internal(patience), () -> channel(front).call("Say", hello()));
  }

  private static Buffer hello() {
    return Buffer.buffer(StringValue.of("hello").toByteArray());
  }

  /** One after the other. */
  private static List<Future<Buffer>> calls(int number, Supplier<Future<Buffer>> call) {
    return IntStream.range(0, number).mapToObj(_ -> ended(call.get())).toList();
  }

  private static Future<Buffer> ended(Future<Buffer> call) {
    await(call.transform(_ -> Future.succeededFuture()));
    return call;
  }
}
