package warble.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is served, as of one reading of configuration and protosets. It never changes, and a request
 * keeps the one that it began with.
 *
 * @param config the configuration
 * @param protoset the contracts
 * @param all the routes, in the order of the protosets
 * @param routes finds them
 * @param pages what is answered without a service
 */
record Serving(
    GatewayConfig config, Protoset protoset, List<Route> all, Routes routes, Pages pages) {

  /**
   * Reads the protosets, which blocks.
   *
   * @throws IllegalArgumentException when they cannot be served; the message says why
   */
  static Serving read(GatewayConfig config) {
    return of(config, Protoset.read(config.protoset()));
  }

  /**
   * Compiles the routes.
   *
   * @throws IllegalArgumentException when they cannot be served; the message says why
   */
  static Serving of(GatewayConfig config, Protoset protoset) {
    refuseUnknown(config.services().keySet(), protoset.services());
    refuseMisspelt(config.routes().keySet(), protoset.services());
    List<Route> all = HttpRules.routes(protoset, config);
    Serving serving =
        new Serving(config, protoset, all, new Routes(all), new Pages(all, config.docs()));
    serving.requireKeys(config.auth());
    return serving;
  }

  private static void refuseUnknown(Set<String> keys, List<ServiceDescriptor> services) {
    Set<String> known = new TreeSet<>(Set.of(GatewayConfig.DEFAULT));
    services.forEach(service -> known.add(service.getFullName()));
    services.forEach(service -> known.add(service.getFile().getPackage()));
    for (String key : keys) {
      if (!known.contains(key)) {
        throw new IllegalArgumentException(
            "services: " + key + " (expected: " + String.join(", ", known) + ")");
      }
    }
  }

  /** Of services that the protoset does not have, options may be there for another one. */
  private static void refuseMisspelt(Set<String> keys, List<ServiceDescriptor> services) {
    for (ServiceDescriptor service : services) {
      String prefix = service.getFullName() + "/";
      for (String key : keys) {
        String method = key.startsWith(prefix) ? key.substring(prefix.length()) : "";
        if (key.startsWith(prefix) && service.findMethodByName(method) == null) {
          throw new IllegalArgumentException(
              "routes: " + key + " (expected: a method of " + service.getFullName() + ")");
        }
      }
    }
  }

  private void requireKeys(GatewayConfig.Auth auth) {
    if (auth.enabled() && auth.jwks().startsWith("/")) {
      keys(auth.jwks());
    }
  }

  /**
   * The route that answers with the keys of the token issuer.
   *
   * @throws IllegalArgumentException when there is none
   */
  Route keys(String path) {
    if (routes.find("GET", path) instanceof Routes.Lookup.Found(var route, _)) {
      return route;
    }
    throw new IllegalArgumentException(
        "gateway.auth.jwks: " + path + " (expected: a URL, or the path of a route)");
  }
}
