package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import io.vertx.grpc.common.ServiceMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A service and the table of its methods, as a domain offers it to {@link Rpc#serve}.
 *
 * @param name full name of the service, for example {@code warble.post.v1.PostService}
 * @param methods the methods by their short name
 */
public record RpcService(String name, Map<String, Method<?, ?>> methods) {

  /** One method: its contract and what runs for it. */
  sealed interface Method<Q extends Message, R extends Message> {

    ServiceMethod<Q, R> contract();
  }

  /** It answers with one message. */
  record Unary<Q extends Message, R extends Message>(
      ServiceMethod<Q, R> contract, Function<Q, Future<R>> handler) implements Method<Q, R> {}

  /** It answers with any number of messages. */
  record ServerStreaming<Q extends Message, R extends Message>(
      ServiceMethod<Q, R> contract, Function<Q, Future<ReadStream<R>>> handler)
      implements Method<Q, R> {}

  public RpcService {
    methods = Map.copyOf(methods);
  }

  /** Starts the table of the service with this full name. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Collects the table. */
  public static final class Builder {

    private final String name;
    private final Map<String, Method<?, ?>> methods = new LinkedHashMap<>();

    private Builder(String name) {
      this.name = name;
    }

    /** Adds a method; {@code handler} may fail its future or throw {@link FailureException}. */
    public <Q extends Message, R extends Message> Builder unary(
        ServiceMethod<Q, R> contract, Function<Q, Future<R>> handler) {
      methods.put(contract.methodName(), new Unary<>(contract, handler));
      return this;
    }

    /**
     * Adds a method that answers with a stream. The stream is read as fast as the caller reads; it
     * ends by its end handler or by its exception handler, the latter with a {@link
     * FailureException} if the failure is an expected one. When the caller goes away the stream is
     * not read any further: what it holds is released on the {@link RpcContext#cancellation()} of
     * the call.
     */
    public <Q extends Message, R extends Message> Builder serverStreaming(
        ServiceMethod<Q, R> contract, Function<Q, Future<ReadStream<R>>> handler) {
      methods.put(contract.methodName(), new ServerStreaming<>(contract, handler));
      return this;
    }

    /** The finished table. */
    public RpcService build() {
      return new RpcService(name, methods);
    }
  }
}
