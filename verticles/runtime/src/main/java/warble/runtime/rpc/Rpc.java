package warble.runtime.rpc;

import io.vertx.core.Future;
import java.util.List;
import warble.runtime.config.HostPort;

/**
 * The door to calls between domains. Which transport a service is reached by was decided by who
 * made this object, never by who calls.
 */
public interface Rpc {

  /**
   * Offers a service from the current verticle instance: in this JVM always, and over HTTP/2 when
   * this process listens for calls. Undeploying the verticle withdraws it.
   */
  Future<Void> serve(RpcService service);

  /**
   * A client of a contract.
   *
   * @param contract the generated client interface with its method constants, for example {@code
   *     UserServiceGrpcClient.class}
   */
  <C> C client(Class<C> contract);

  /** A channel for a service known by its full name only. */
  RpcChannel channel(String service);

  /** Whether this process deploys a service. */
  boolean isHere(String service);

  /**
   * Whether it is decided where a service is: this process deploys it, or {@code rpc.services}
   * names it or its package. A default for all services decides nothing.
   */
  boolean isPlaced(String service);

  /**
   * Sets where a service is that is in another process, in place of what was configured.
   *
   * @param service full name of the service
   * @param instances its addresses, at least one; a host name stands for all its addresses
   * @throws IllegalArgumentException when this process deploys the service: calls to it never leave
   *     it
   */
  void setInstances(String service, List<HostPort> instances);

  /** The context of the call being served; an internal one with the default timeout otherwise. */
  RpcContext current();

  /** Runs {@code call} in a fresh duplicate of the current Vert.x context with this context. */
  <T> Future<T> with(RpcContext context, java.util.function.Supplier<Future<T>> call);
}
