package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.buffer.Buffer;
import io.vertx.grpc.common.CodecException;
import io.vertx.grpc.common.GrpcMessage;
import io.vertx.grpc.common.GrpcMessageDecoder;
import java.util.List;

/** A request or a response in the form in which whoever made it has it. */
sealed interface Payload {

  /** The message object itself. */
  record Parsed(Message message) implements Payload {}

  /** The message in protobuf wire format. */
  record Wire(Buffer bytes) implements Payload {}

  /** The bytes; serialises a message. */
  default Buffer bytes() {
    return switch (this) {
      case Parsed(var message) -> Buffer.buffer(message.toByteArray());
      case Wire(var bytes) -> bytes;
    };
  }

  /**
   * The message; parses bytes.
   *
   * @throws FailureException {@link Failure.InvalidArgument} when they are no such message
   */
  @SuppressWarnings("unchecked") // Both ends of a call hold the same contract.
  default <T> T message(GrpcMessageDecoder<T> decoder) {
    return switch (this) {
      case Parsed(var message) -> (T) message;
      case Wire(var bytes) -> parse(decoder, bytes);
    };
  }

  /** A response to this request: whoever calls with bytes wants bytes. */
  default Payload answer(Message response) {
    return switch (this) {
      case Parsed _ -> new Parsed(response);
      case Wire _ -> new Wire(Buffer.buffer(response.toByteArray()));
    };
  }

  private static <T> T parse(GrpcMessageDecoder<T> decoder, Buffer bytes) {
    try {
      return decoder.decode(GrpcMessage.message("identity", bytes));
    } catch (CodecException _) {
      throw new Failure.InvalidArgument("the message cannot be decoded", List.of()).exception();
    }
  }
}
