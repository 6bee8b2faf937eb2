package warble.runtime.rpc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static warble.runtime.rpc.RpcContract.failureOf;
import static warble.runtime.rpc.TestProcess.service;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Streams between processes. */
class Http2StreamTest extends StreamContract {

  private final TestProcess front = TestProcess.among();
  private final TestProcess back = TestProcess.among(service(COUNT));

  @BeforeEach
  void connect() {
    front.rpc().setInstances(service(COUNT), List.of(back.listen()));
  }

  @Override
  TestProcess front() {
    return front;
  }

  @Override
  TestProcess back() {
    return back;
  }

  @AfterEach
  void close() {
    front.close();
    back.close();
  }

  @Test
  void aCalleeThatDiesMakesTheStreamUnavailable() throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    TestProcess mortal = TestProcess.among(service(COUNT));
    front.rpc().setInstances(service(COUNT), List.of(mortal.listen()));
    mortal.stream(COUNT, _ -> Future.succeededFuture(Numbers.stuckAfter(1)));
    Promise<Void> end = Promise.promise();
    front.rpc().channel(service(COUNT)).stream("Count", Buffer.buffer(), new ResponseMetadata())
        .onSuccess(messages ->
            messages.exceptionHandler(end::fail).handler(_ -> started.complete(null)).resume());
    started.get(30, SECONDS);

    mortal.close();

    assertThat(failureOf(end.future())).isInstanceOf(Failure.Unavailable.class);
  }

  @Test
  void drainingSendsReadersElsewhereAtOnceAndTellsTheService() throws Exception {
    var cancelled = serveStuck();
    var reader = read(context(LONG));
    await().until(() -> reader.texts().size() == 3);

    Future<Void> drained = back.rpc().drain(LONG);

    assertThat(failureOf(reader.end())).isInstanceOf(Failure.Unavailable.class);
    drained.toCompletionStage().toCompletableFuture().get(LONG.toSeconds() / 2, SECONDS);
    cancelled.get(30, SECONDS);
  }

  @Test
  void aMessageThatIsTooLargeEndsTheStream() {
    String tooLarge = "x".repeat((int) TestProcess.MAX_MESSAGE_SIZE.bytes() + 1);
    back.serve(EchoGrpcClient.Say, _ -> Future.succeededFuture(StringValue.of(tooLarge)));
    Promise<Void> end = Promise.promise();
    front.rpc().channel(service(COUNT)).stream("Say", Buffer.buffer(), new ResponseMetadata())
        .onSuccess(messages -> messages.exceptionHandler(end::fail).resume());

    assertThat(failureOf(end.future())).isInstanceOf(Failure.ResourceExhausted.class);
  }
}
