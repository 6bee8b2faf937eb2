package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/** Calls of the services of this process, for those that come from another one. */
interface LocalCalls {

  /** Whether a method, {@code package.Service/Method}, answers with a stream. */
  boolean isStreaming(String method);

  /** Calls a unary method. */
  Future<Payload> call(Call call);

  /** Calls a server-streaming method; the stream is paused. */
  Future<ReadStream<Buffer>> stream(Call call);

  /** Is cancelled when this process begins to stop. */
  Cancellation draining();
}
