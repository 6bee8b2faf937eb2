package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Future;
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

  /** One unary method: its contract and what runs for it. */
  record Method<Q extends Message, R extends Message>(
      ServiceMethod<Q, R> contract, Function<Q, Future<R>> handler) {}

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
      methods.put(contract.methodName(), new Method<>(contract, handler));
      return this;
    }

    /** The finished table. */
    public RpcService build() {
      return new RpcService(name, methods);
    }
  }
}
