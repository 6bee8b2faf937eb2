package warble.runtime.rpc;

import com.google.protobuf.Message;
import io.vertx.core.Future;
import io.vertx.grpc.common.ServiceMethod;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Implements a generated client interface by calls through {@link Rpc}. The generated
 * implementation can do only HTTP/2, and loses the message and the details of a failure.
 */
final class ContractClient implements InvocationHandler {

  /** Sends a request of a method of a service. */
  interface Calls {
    Future<Payload> call(String service, String method, Payload request);
  }

  private final Class<?> contract;
  private final Map<String, ServiceMethod<?, ?>> methods;
  private final Calls calls;

  private ContractClient(Class<?> contract, Calls calls) {
    this.contract = contract;
    this.methods = methods(contract);
    this.calls = calls;
  }

  static <C> C create(Class<C> contract, Calls calls) {
    ClassLoader loader = contract.getClassLoader();
    InvocationHandler handler = new ContractClient(contract, calls);
    return contract.cast(Proxy.newProxyInstance(loader, new Class<?>[] {contract}, handler));
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // Two clients are equal when they are one.
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    ServiceMethod<?, ?> contractMethod = methods.get(method.getName());
    if (contractMethod != null && arguments != null && arguments[0] instanceof Message request) {
      return call(contractMethod, request);
    }
    return switch (method.getName()) {
      case "equals" -> arguments != null && proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      case "toString" -> contract.getSimpleName();
      default -> InvocationHandler.invokeDefault(proxy, method, arguments);
    };
  }

  private <R> Future<R> call(ServiceMethod<R, ?> method, Message request) {
    String service = method.serviceName().fullyQualifiedName();
    return calls
        .call(service, method.methodName(), new Payload.Parsed(request))
        .map(response -> response.message(method.decoder()));
  }

  /** The method constants of the contract by the names of the Java methods. */
  private static Map<String, ServiceMethod<?, ?>> methods(Class<?> contract) {
    Map<String, ServiceMethod<?, ?>> methods = new HashMap<>();
    for (Field field : contract.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType() == ServiceMethod.class) {
        ServiceMethod<?, ?> method = constant(field);
        methods.put(javaName(method), method);
      }
    }
    if (methods.isEmpty()) {
      throw new IllegalArgumentException(
          "contract: " + contract + " (expected: a generated client interface with its methods)");
    }
    return methods;
  }

  private static ServiceMethod<?, ?> constant(Field field) {
    try {
      return (ServiceMethod<?, ?>) field.get(null);
    } catch (IllegalAccessException inaccessible) {
      throw new IllegalArgumentException("contract: " + field + " is not public", inaccessible);
    }
  }

  private static String javaName(ServiceMethod<?, ?> method) {
    String name = method.methodName();
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
