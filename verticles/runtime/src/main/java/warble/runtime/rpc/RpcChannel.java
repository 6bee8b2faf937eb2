package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * Calls the methods of one service with serialised messages, for callers that know a contract only
 * by its descriptor. The context of the call is the current {@link RpcContext}.
 */
public interface RpcChannel {

  /**
   * Calls a unary method.
   *
   * @param method short name of the method, for example {@code GetPost}
   * @param request the request message in protobuf wire format
   * @return the response message in protobuf wire format, or a {@link FailureException}
   */
  default Future<Buffer> call(String method, Buffer request) {
    return call(method, request, new ResponseMetadata());
  }

  /** The same; {@code answered} takes the metadata of the response, good or bad. */
  Future<Buffer> call(String method, Buffer request, ResponseMetadata answered);

  /**
   * The same service, for calls that do no harm when they are made twice: one that gets no answer
   * may be made again, at another instance.
   */
  RpcChannel repeatable();

  /**
   * Calls a server-streaming method.
   *
   * @param method short name of the method
   * @param request the request message in protobuf wire format
   * @param answered has taken the metadata of the response when the stream is there
   * @return the response messages in protobuf wire format, for use in the context of the call only:
   *     a stream that is paused, reads ahead a few messages, and fails with a {@link
   *     FailureException}
   */
  Future<ReadStream<Buffer>> stream(String method, Buffer request, ResponseMetadata answered);
}
