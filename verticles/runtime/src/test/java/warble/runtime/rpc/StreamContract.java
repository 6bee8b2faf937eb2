package warble.runtime.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static warble.runtime.rpc.RpcContract.failureOf;
import static warble.runtime.rpc.TestProcess.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a server-streaming call is, by whatever transport. */
abstract class StreamContract {

  static final ServiceMethod<StringValue, StringValue> COUNT =
      ServiceMethod.server(
          ServiceName.create("warble.echo.v1", "EchoService"),
          "Count",
          GrpcMessageEncoder.encoder(),
          GrpcMessageDecoder.decoder(StringValue.newBuilder()));

  static final Duration LONG = Duration.ofSeconds(60);
  private static final Failure FAILURE = new Failure.NotFound("post 7", "no such post");

  private final ResponseMetadata answered = new ResponseMetadata();

  /** Calls. */
  abstract TestProcess front();

  /** Serves {@link #COUNT}. */
  abstract TestProcess back();

  @Test
  void allMessagesArriveInTheirOrder() {
    serve(() -> Numbers.upTo(1000));

    Reader reader = read(context(LONG));

    assertThat(TestProcess.await(reader.end.future())).isNull();
    assertThat(reader.texts)
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 1000).mapToObj(Integer::toString).toList());
  }

  @Test
  void aStreamMayBeEmpty() {
    serve(() -> Numbers.upTo(0));

    Reader reader = read(context(LONG));

    TestProcess.await(reader.end.future());
    assertThat(reader.texts).isEmpty();
  }

  @Test
  void aReaderThatPausesPausesTheService() {
    Numbers numbers = Numbers.large(2000);
    serve(() -> numbers);

    Reader reader = new Reader(1);
    open(context(LONG)).onSuccess(reader::start);
    await().until(() -> !reader.texts.isEmpty());

    await()
        .during(Duration.ofMillis(300))
        .atMost(Duration.ofSeconds(10))
        .until(() -> numbers.made() < 200);
    reader.goOn();
    TestProcess.await(reader.end.future());
    assertThat(reader.texts).hasSize(2000);
  }

  @Test
  void aFailureBeforeTheFirstMessageArrivesAsItWasMade() {
    back().stream(COUNT, _ -> FAILURE.future());

    assertThat(failureOf(read(context(LONG)).end.future())).isEqualTo(FAILURE);
  }

  @Test
  void aFailureAfterSomeMessagesArrivesAfterThem() {
    serve(() -> Numbers.upTo(100, FAILURE.exception()));

    Reader reader = read(context(LONG));

    assertThat(failureOf(reader.end.future())).isEqualTo(FAILURE);
    assertThat(reader.texts).hasSize(100);
  }

  @Test
  void aDefectRevealsNothing() {
    serve(() -> Numbers.upTo(1, new IllegalStateException("secret")));

    assertThat(failureOf(read(context(LONG)).end.future()))
        .isEqualTo(new Failure.Internal("internal error"));
  }

  @Test
  void aStreamEndsWithItsDeadlineAndTheCalleeLearnsOfIt() throws Exception {
    CompletableFuture<Void> cancelled = serveStuck();

    Reader reader = read(context(Duration.ofSeconds(5)));

    assertThat(failureOf(reader.end.future())).isInstanceOf(Failure.DeadlineExceeded.class);
    cancelled.get(30, SECONDS);
  }

  @Test
  void theTimeOfAReaderThatPausesIsUpToo() {
    serve(() -> Numbers.large(100));
    Reader reader = new Reader(1);

    open(context(Duration.ofMillis(500))).onSuccess(reader::start);

    assertThat(failureOf(reader.end.future())).isInstanceOf(Failure.DeadlineExceeded.class);
  }

  @Test
  void aCallerThatGoesAwayCancelsTheCallee() throws Exception {
    CompletableFuture<Void> cancelled = serveStuck();
    RpcContext context = context(LONG);
    Reader reader = read(context);
    await().until(() -> reader.texts.size() == 3);

    context.cancellation().cancel();

    assertThat(failureOf(reader.end.future())).isInstanceOf(Failure.Cancelled.class);
    cancelled.get(30, SECONDS);
  }

  @Test
  void aServiceThatIsNotDeployedIsUnavailable() {
    assertThat(failureOf(read(context(LONG)).end.future())).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void aRequestThatCannotBeDecodedIsRefused() {
    serve(() -> Numbers.upTo(1));

    assertThat(
            failureOf(
                front().rpc().channel(service(COUNT)).stream(
                        "Count", Buffer.buffer(new byte[] {10, 99}), answered)
                    .compose(new Reader(Long.MAX_VALUE)::start)))
        .isInstanceOf(Failure.InvalidArgument.class);
  }

  @Test
  void metadataComeBeforeTheFirstMessage() {
    back().stream(
        COUNT,
        _ -> {
          back().rpc().current().responseMetadata().set("x-total", "3");
          return Future.succeededFuture(Numbers.stuckAfter(0));
        });

    TestProcess.await(open(context(LONG)));

    assertThat(answered.values()).isEqualTo(Map.of("x-total", "3"));
  }

  private void serve(Supplier<Numbers> numbers) {
    back().stream(COUNT, _ -> Future.succeededFuture(numbers.get()));
  }

  /** Three messages, and then nothing; completes when the service is told to stop. */
  final CompletableFuture<Void> serveStuck() {
    CompletableFuture<Void> cancelled = new CompletableFuture<>();
    back().stream(
        COUNT,
        _ -> {
          back().rpc().current().cancellation().onCancel(() -> cancelled.complete(null));
          return Future.succeededFuture(Numbers.stuckAfter(3));
        });
    return cancelled;
  }

  static RpcContext context(Duration timeout) {
    return new RpcContext(
        new Caller.User(1), Deadline.after(timeout), new Cancellation(), Map.of());
  }

  final Reader read(RpcContext context) {
    Reader reader = new Reader(Long.MAX_VALUE);
    open(context).onSuccess(reader::start).onFailure(reader.end::fail);
    return reader;
  }

  private Future<ReadStream<Buffer>> open(RpcContext context) {
    return front()
        .rpc()
        .with(
            context,
            () -> front().rpc().channel(service(COUNT)).stream("Count", Buffer.buffer(), answered));
  }

  /** Reads so many messages, and the others when it is told to. */
  final class Reader {

    private final List<String> texts = new CopyOnWriteArrayList<>();
    private final Promise<Void> end = Promise.promise();
    private final CompletableFuture<Runnable> resume = new CompletableFuture<>();
    private final long first;

    Reader(long first) {
      this.first = first;
    }

    List<String> texts() {
      return texts;
    }

    Future<Void> end() {
      return end.future();
    }

    Future<Void> start(ReadStream<Buffer> messages) {
      messages.exceptionHandler(end::fail);
      messages.endHandler(_ -> end.complete());
      messages.handler(message -> texts.add(text(message)));
      messages.fetch(first);
      var context = front().vertx().getOrCreateContext();
      resume.complete(() -> context.runOnContext(_ -> messages.resume()));
      return end.future();
    }

    void goOn() {
      resume.join().run();
    }

    private static String text(Buffer message) {
      try {
        return StringValue.parseFrom(message.getBytes()).getValue().strip();
      } catch (InvalidProtocolBufferException malformed) {
        throw new AssertionError(malformed);
      }
    }
  }
}
