package warble.runtime.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static warble.runtime.rpc.TestProcess.await;
import static warble.runtime.rpc.TestProcess.service;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.StringValue;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What a call is, by whatever transport. */
abstract class RpcContract {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Logger DEFECTS = (Logger) LoggerFactory.getLogger(Statuses.class);

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  /** Calls the others. */
  abstract TestProcess front();

  /** Serves {@link RelayGrpcClient} and calls {@link EchoGrpcClient}. */
  abstract TestProcess middle();

  /** Serves {@link EchoGrpcClient}. */
  abstract TestProcess back();

  @Test
  void aRequestIsAnswered() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);

    assertThat(await(front().say("hello")).getValue()).isEqualTo("hello");
  }

  @ParameterizedTest
  @MethodSource("warble.runtime.rpc.StatusesTest#failures")
  void aFailureArrivesAsItWasMade(Failure failure) {
    back().serve(EchoGrpcClient.Say, _ -> failure.future());

    assertThat(failureOf(front().say("hello"))).isEqualTo(failure);
  }

  @Test
  void aFailureMayBeThrown() {
    Failure failure = new Failure.NotFound("post 7", "no such post");
    back().serve(EchoGrpcClient.Say, _ -> raise(failure.exception()));

    assertThat(failureOf(front().say("hello"))).isEqualTo(failure);
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectRevealsNothingAndIsLoggedOnce(Function<StringValue, Future<StringValue>> defect) {
    back().serve(EchoGrpcClient.Say, defect);
    listenToLog();

    Failure failure = failureOf(front().say("hello"));

    assertThat(failure).isEqualTo(new Failure.Internal("internal error"));
    assertThat(log.list).hasSize(1);
    assertThat(log.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("secret");
  }

  static List<Function<StringValue, Future<StringValue>>> defects() {
    return List.of(
        _ -> raise(new IllegalStateException("secret")),
        _ -> Future.failedFuture(new IllegalStateException("secret")));
  }

  @Test
  void aDefectTwoHopsAwayIsLoggedOnce() {
    relay();
    back().serve(EchoGrpcClient.Say, _ -> raise(new IllegalStateException("secret")));
    listenToLog();

    assertThat(failureOf(relayed("hello"))).isEqualTo(new Failure.Internal("internal error"));
    assertThat(log.list).hasSize(1);
  }

  /** One whose time is up before it arrives is not begun: on a busy machine it takes another. */
  @Test
  void aCallEndsWithItsDeadlineAndTheCalleeLearnsOfIt() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    serveNoAnswer(started, cancelled);

    Awaitility.await()
        .until(() -> {
          assertThat(failureOf(sayWithin(SHORT))).isInstanceOf(Failure.DeadlineExceeded.class);
          return started.isDone();
        });
    cancelled.get(30, SECONDS);
  }

  @Test
  void theCalleeSeesTheTimeThatIsLeft() {
    back()
        .serve(
            EchoGrpcClient.Say,
            _ -> answer(back().rpc().current().deadline().remaining().toString()));

    Duration seen = Duration.parse(await(sayWithin(LONG)).getValue());

    assertThat(seen).isLessThanOrEqualTo(LONG).isGreaterThan(LONG.minusSeconds(30));
  }

  @Test
  void aCallWithoutADeadlineGetsTheDefaultOne() {
    back()
        .serve(
            EchoGrpcClient.Say,
            _ -> answer(back().rpc().current().deadline().remaining().toString()));

    Duration seen = Duration.parse(await(front().say("")).getValue());

    assertThat(seen).isLessThanOrEqualTo(TestProcess.DEFAULT_TIMEOUT).isPositive();
  }

  @Test
  void aCallWhoseDeadlineHasPassedIsNotStarted() {
    AtomicInteger started = new AtomicInteger();
    back().serve(EchoGrpcClient.Say, request -> count(started, request));

    assertThat(failureOf(sayWithin(Duration.ZERO))).isInstanceOf(Failure.DeadlineExceeded.class);
    await(front().say("another one, so that the first would have arrived"));
    assertThat(started).hasValue(1);
  }

  @Test
  void aCallerWhoGoesAwayCancelsTheCallee() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    serveNoAnswer(started, cancelled);
    RpcContext context = context(new Caller.User(1), LONG);

    Future<StringValue> call = front().rpc().with(context, () -> front().say("hello"));
    started.get(30, SECONDS);
    context.cancellation().cancel();

    assertThat(failureOf(call)).isInstanceOf(Failure.Cancelled.class);
    cancelled.get(30, SECONDS);
  }

  @Test
  void aCancellationTravelsTwoHops() throws Exception {
    relay();
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    serveNoAnswer(started, cancelled);
    RpcContext context = context(new Caller.User(1), LONG);

    Future<StringValue> call = front().rpc().with(context, () -> relayed("hello"));
    started.get(30, SECONDS);
    context.cancellation().cancel();

    assertThat(failureOf(call)).isInstanceOf(Failure.Cancelled.class);
    cancelled.get(30, SECONDS);
  }

  @Test
  void aCallOfACancelledRequestIsNotStarted() {
    AtomicInteger started = new AtomicInteger();
    back().serve(EchoGrpcClient.Say, request -> count(started, request));
    RpcContext context = context(new Caller.User(1), LONG);
    context.cancellation().cancel();

    assertThat(failureOf(front().rpc().with(context, () -> front().say("hello"))))
        .isInstanceOf(Failure.Cancelled.class);
    assertThat(started).hasValue(0);
  }

  @ParameterizedTest
  @MethodSource("callers")
  void theCallerTravelsTwoHops(Caller caller) {
    relay();
    back().serve(EchoGrpcClient.Say, _ -> answer(back().rpc().current().caller().toString()));

    Future<StringValue> seen =
        front().rpc().with(context(caller, LONG), () -> relayed("who calls?"));

    assertThat(await(seen).getValue()).isEqualTo(caller.toString());
  }

  static List<Caller> callers() {
    return List.of(
        new Caller.User(7),
        new Caller.User(Long.MAX_VALUE),
        new Caller.Anonymous(),
        new Caller.Internal());
  }

  @Test
  void metadataTravelsTwoHops() {
    relay();
    Map<String, String> metadata =
        Map.of("x-request-id", "r-1", "idempotency-key", "a key, with: 100 % punctuation");
    back().serve(EchoGrpcClient.Say, _ -> answer(back().rpc().current().metadata().toString()));
    RpcContext context =
        new RpcContext(new Caller.User(1), Deadline.after(LONG), new Cancellation(), metadata);

    Future<StringValue> seen = front().rpc().with(context, () -> relayed("what else?"));

    assertThat(await(seen).getValue()).isEqualTo(metadata.toString());
  }

  @Test
  void metadataCannotPassForTheCaller() {
    back().serve(EchoGrpcClient.Say, _ -> answer(back().rpc().current().caller().toString()));
    RpcContext context =
        new RpcContext(
            new Caller.Anonymous(),
            Deadline.after(LONG),
            new Cancellation(),
            Map.of("x-warble-user", "1", "grpc-timeout", "1n"));

    Future<StringValue> seen = front().rpc().with(context, () -> front().say("who calls?"));

    assertThat(await(seen).getValue()).isEqualTo(new Caller.Anonymous().toString());
  }

  @Test
  void metadataThatCannotTravelIsRefused() {
    FailureException refusal =
        catchThrowableOfType(
            FailureException.class,
            () ->
                new RpcContext(
                    new Caller.Anonymous(),
                    Deadline.after(LONG),
                    new Cancellation(),
                    Map.of("idempotency-key", "one\r\nx-warble-user: 1")));

    assertThat(refusal.failure())
        .isEqualTo(Failure.invalid("idempotency-key", "must be printable ASCII"));
  }

  @Test
  void metadataTravelBackOneHop() {
    middle()
        .serve(
            RelayGrpcClient.Say,
            request -> {
              middle().rpc().current().responseMetadata().set("x-relayed", "yes, once");
              return middle().rpc().client(EchoGrpcClient.class).say(request);
            });
    back()
        .serve(
            EchoGrpcClient.Say,
            _ -> {
              back().rpc().current().responseMetadata().set("x-echoed", "yes");
              back().rpc().current().responseMetadata().set("grpc-status", "7");
              return new Failure.NotFound("post 7", "no such post").future();
            });
    ResponseMetadata answered = new ResponseMetadata();

    Future<Buffer> call =
        front().rpc().channel(service(RelayGrpcClient.Say)).call("Say", Buffer.buffer(), answered);

    assertThat(failureOf(call)).isInstanceOf(Failure.NotFound.class);
    assertThat(answered.values()).isEqualTo(Map.of("x-relayed", "yes, once"));
  }

  @Test
  void theContextIsStillThereWhenTheAnswerComes() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);
    RpcContext context = context(new Caller.User(7), LONG);

    Future<RpcContext> after =
        front().rpc().with(context, () -> front().say("hello").map(_ -> front().rpc().current()));

    assertThat(await(after)).isEqualTo(context);
  }

  @Test
  void theCallerGoesOnInItsOwnContext() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);
    Promise<Boolean> same = Promise.promise();
    front()
        .vertx()
        .runOnContext(_ -> {
          Context before = Vertx.currentContext();
          front().say("hello").map(_ -> before.equals(Vertx.currentContext())).onComplete(same);
        });

    assertThat(await(same.future())).isTrue();
  }

  @Test
  void anUnknownMethodIsRefused() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);

    assertThat(failureOf(channel().call("Shout", Buffer.buffer())))
        .isInstanceOf(Failure.Unimplemented.class);
  }

  @Test
  void aRequestThatCannotBeDecodedIsRefused() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);

    assertThat(failureOf(channel().call("Say", Buffer.buffer(new byte[] {10, 99}))))
        .isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void aChannelTakesAndGivesBytes() throws Exception {
    back().serve(EchoGrpcClient.Say, request -> answer(request.getValue() + "!"));

    Buffer response =
        await(channel().call("Say", Buffer.buffer(StringValue.of("hello").toByteArray())));

    assertThat(StringValue.parseFrom(response.getBytes())).isEqualTo(StringValue.of("hello!"));
  }

  @Test
  void anEmptyMessageIsAMessage() {
    back().serve(EchoGrpcClient.Say, Future::succeededFuture);

    assertThat(await(front().say(""))).isEqualTo(StringValue.getDefaultInstance());
  }

  @Test
  void aServiceThatIsNotDeployedIsUnavailable() {
    assertThat(failureOf(front().say("hello")))
        .isInstanceOfSatisfying(
            Failure.Unavailable.class, failure -> assertThat(failure.retryAfter()).isPositive());
  }

  @Test
  void undeployingAVerticleWithdrawsItsService() {
    String deployment = back().serve(EchoGrpcClient.Say, Future::succeededFuture);
    await(front().say("hello"));

    await(back().vertx().undeploy(deployment));

    assertThat(failureOf(front().say("hello"))).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void theInstancesOfAVerticleShareTheCalls() {
    Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();
    AtomicInteger ids = new AtomicInteger();
    back()
        .serve(
            EchoGrpcClient.Say,
            4,
            () -> {
              AtomicInteger mine = new AtomicInteger();
              calls.put(ids.getAndIncrement(), mine);
              return request -> count(mine, request);
            });

    await(Future.all(IntStream.range(0, 40).mapToObj(_ -> front().say("hello")).toList()));

    assertThat(calls.values()).hasSize(4).allSatisfy(count -> assertThat(count).hasValue(10));
  }

  @Test
  void everyCallIsServedInAContextOfItsOwn() {
    Set<Context> contexts = ConcurrentHashMap.newKeySet();
    back()
        .serve(
            EchoGrpcClient.Say,
            request -> {
              contexts.add(Vertx.currentContext());
              return Future.succeededFuture(request);
            });

    await(Future.all(Stream.of("a", "b", "c").map(front()::say).toList()));

    assertThat(contexts).hasSize(3);
  }

  private RpcChannel channel() {
    return front().rpc().channel(service(EchoGrpcClient.Say));
  }

  private void relay() {
    middle().serve(RelayGrpcClient.Say, middle().rpc().client(EchoGrpcClient.class)::say);
  }

  private Future<StringValue> relayed(String text) {
    return front().rpc().client(RelayGrpcClient.class).say(StringValue.of(text));
  }

  private Future<StringValue> sayWithin(Duration timeout) {
    return front().rpc().with(context(new Caller.User(1), timeout), () -> front().say("hello"));
  }

  private static RpcContext context(Caller caller, Duration timeout) {
    return new RpcContext(caller, Deadline.after(timeout), new Cancellation(), Map.of());
  }

  private void serveNoAnswer(CompletableFuture<Void> started, CompletableFuture<Void> cancelled) {
    back()
        .serve(
            EchoGrpcClient.Say,
            _ -> {
              started.complete(null);
              return neverAnswer(back(), cancelled);
            });
  }

  private static Future<StringValue> neverAnswer(
      TestProcess process, CompletableFuture<Void> cancelled) {
    process.rpc().current().cancellation().future().onSuccess(_ -> cancelled.complete(null));
    return Promise.<StringValue>promise().future();
  }

  private static Future<StringValue> count(AtomicInteger counter, StringValue request) {
    counter.incrementAndGet();
    return Future.succeededFuture(request);
  }

  private static Future<StringValue> answer(String text) {
    return Future.succeededFuture(StringValue.of(text));
  }

  private static Future<StringValue> raise(RuntimeException exception) {
    throw exception;
  }

  static Failure failureOf(Future<?> call) {
    return catchThrowableOfType(FailureException.class, () -> await(call)).failure();
  }

  private void listenToLog() {
    log.start();
    DEFECTS.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    DEFECTS.detachAppender(log);
  }
}
