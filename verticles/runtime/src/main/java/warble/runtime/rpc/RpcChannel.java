package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

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
  Future<Buffer> call(String method, Buffer request);
}
