package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * A stream of a service of this process, which is touched in the service's context only.
 *
 * @param context of the call that is being served
 * @param messages what the service answers, paused
 */
record LocalSource<R extends Message>(Context context, ReadStream<R> messages)
    implements MessageSource {

  @Override
  public void start(Sink sink) {
    context.runOnContext(_ ->
        messages
            .exceptionHandler(sink::fail)
            .endHandler(_ -> sink.end())
            .handler(message -> sink.message(Buffer.buffer(message.toByteArray()))));
  }

  @Override
  public void fetch(int amount) {
    context.runOnContext(_ -> messages.fetch(amount));
  }
}
