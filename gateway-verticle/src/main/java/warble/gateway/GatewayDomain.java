package warble.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.DeploymentOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.Database;
import warble.runtime.rpc.Rpc;

/** The edge: HTTP and JSON in, calls of the services of a protoset out. */
public final class GatewayDomain implements Domain<GatewayConfig> {

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public Class<GatewayConfig> configType() {
    return GatewayConfig.class;
  }

  @Override
  public List<String> services() {
    return List.of();
  }

  @Override
  public List<Database> databases(GatewayConfig config) {
    return List.of();
  }

  /**
   * Reads the protoset, which blocks.
   *
   * @throws IllegalArgumentException when it cannot be served; the message says why
   */
  @Override
  public List<Deployment> verticles(GatewayConfig config, Platform platform) {
    Protoset protoset = Protoset.read(config.protoset());
    Shared shared = Shared.of(config, HttpRules.routes(protoset, config));
    refuseUnknown(config.services().keySet(), protoset.services());
    refuseMisspelt(config.routes().keySet(), protoset.services());
    protoset.services().forEach(service -> locate(service, config, platform.rpc()));
    List<Deployment> verticles = new ArrayList<>();
    if (config.auth().enabled()) {
      verticles.add(
          new Deployment(
              () ->
                  new RevocationVerticle(
                      platform.redis(), shared.revocations(), config.auth().clockSkew()),
              new DeploymentOptions()));
    }
    verticles.add(
        new Deployment(
            () -> new GatewayVerticle(config, platform, shared),
            new DeploymentOptions().setInstances(config.instances())));
    return verticles;
  }

  /**
   * What a configuration serves. Nothing is started for it.
   *
   * @param text for people: one line for each route, under a line of headings
   * @param json for programs: an array of objects
   * @param skipped a sentence for each rule that cannot be served and is left out
   */
  public record RouteListing(String text, String json, List<String> skipped) {}

  /**
   * Reads the protosets, which blocks.
   *
   * @throws IllegalArgumentException when they cannot be served; it lists all that is wrong with
   *     file, service, method and reason
   */
  public RouteListing routes(GatewayConfig config) {
    RouteTable table = RouteTable.of(config);
    return new RouteListing(table.text(), table.json(), table.skipped());
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

  /** What is named goes where it is said to be; the default is for what nobody has placed. */
  private static void locate(ServiceDescriptor service, GatewayConfig config, Rpc rpc) {
    String name = service.getFullName();
    config
        .instances(name, service.getFile().getPackage())
        .or(() -> rpc.isPlaced(name) ? Optional.empty() : config.defaultInstances())
        .ifPresent(instances -> rpc.setInstances(name, instances));
  }
}
