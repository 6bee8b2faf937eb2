package warble.runtime.rpc;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/** Hands an object over the local event bus as it is. */
final class PassThroughCodec implements MessageCodec<Object, Object> {

  private static final String NAME = "warble-rpc";

  /** Makes the codec known; once for all that share the bus. */
  static void register(EventBus bus) {
    try {
      bus.registerCodec(new PassThroughCodec());
    } catch (IllegalStateException _) {
      // The bus has no way to ask, and says so when it has it already.
      return;
    }
  }

  static DeliveryOptions options() {
    return new DeliveryOptions().setCodecName(NAME).setLocalOnly(true);
  }

  @Override
  public void encodeToWire(Buffer buffer, Object message) {
    throw new UnsupportedOperationException("local only");
  }

  @Override
  public Object decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("local only");
  }

  @Override
  public Object transform(Object message) {
    return message;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
