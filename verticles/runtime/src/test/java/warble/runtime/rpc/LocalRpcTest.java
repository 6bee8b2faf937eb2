package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.runtime.rpc.TestProcess.await;

import com.google.protobuf.StringValue;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls within one process. */
class LocalRpcTest extends RpcContract {

  private final TestProcess process = TestProcess.alone();

  @Override
  TestProcess front() {
    return process;
  }

  @Override
  TestProcess middle() {
    return process;
  }

  @Override
  TestProcess back() {
    return process;
  }

  @AfterEach
  void close() {
    process.close();
  }

  @Test
  void theMessageItselfTravels() {
    process.serve(EchoGrpcClient.Say, Future::succeededFuture);
    StringValue request = StringValue.of("hello");

    StringValue response = await(process.rpc().client(EchoGrpcClient.class).say(request));

    assertThat(response).isSameAs(request);
  }

  @Test
  void aProcessThatIsAloneDoesNotListen() {
    assertThat(await(process.rpc().listen())).isEmpty();
  }
}
