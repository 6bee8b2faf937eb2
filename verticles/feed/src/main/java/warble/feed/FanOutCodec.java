package warble.feed;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Passes batches by reference: they never leave the process, and are immutable. */
final class FanOutCodec implements MessageCodec<FanOutBatch, FanOutBatch> {

  static final String NAME = "warble.feed.batch";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public FanOutBatch transform(FanOutBatch batch) {
    return batch;
  }

  @Override
  public void encodeToWire(Buffer buffer, FanOutBatch batch) {
    throw new UnsupportedOperationException("batches stay in the process");
  }

  @Override
  public FanOutBatch decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException("batches stay in the process");
  }

  /** As for every codec of a user. */
  @Override
  public byte systemCodecID() {
    return -1;
  }
}
