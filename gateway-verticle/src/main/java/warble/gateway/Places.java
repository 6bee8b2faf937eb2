package warble.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import warble.runtime.config.HostPort;
import warble.runtime.rpc.Rpc;

/**
 * Where the services are that are in no process of Warble.
 *
 * @param instances their addresses, by full name of the service
 */
record Places(Map<String, List<HostPort>> instances) {

  /** No place is known yet. */
  static final Places NONE = new Places(Map.of());

  /**
   * What the configuration says. What is named goes where it is said to be; the default is for what
   * nobody has placed.
   *
   * @throws IllegalArgumentException when it names a service of this process
   */
  static Places of(Serving serving, Rpc rpc) {
    Map<String, List<HostPort>> instances = new HashMap<>();
    for (ServiceDescriptor service : serving.protoset().services()) {
      String name = service.getFullName();
      find(service, serving.config(), rpc).ifPresent(found -> instances.put(name, found));
    }
    return new Places(instances);
  }

  private static Optional<List<HostPort>> find(
      ServiceDescriptor service, GatewayConfig config, Rpc rpc) {
    String name = service.getFullName();
    Optional<List<HostPort>> named = config.instances(name, service.getFile().getPackage());
    if (named.isPresent() && rpc.isHere(name)) {
      throw new IllegalArgumentException(
          "addresses of " + name + ": " + named.get() + " (expected: none, it is in this process)");
    }
    return named.or(() -> rpc.isPlaced(name) ? Optional.empty() : config.defaultInstances());
  }

  /** Has calls go there. Services that were there before keep their connections. */
  void tell(Rpc rpc, Places before) {
    instances.forEach((service, addresses) -> {
      if (!addresses.equals(before.instances().get(service))) {
        rpc.setInstances(service, addresses);
      }
    });
  }
}
