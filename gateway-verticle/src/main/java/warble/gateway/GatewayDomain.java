package warble.gateway;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.vertx.core.DeploymentOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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
    Routes routes = new Routes(HttpRules.routes(protoset, config));
    protoset.services().forEach(service -> locate(service, config, platform.rpc()));
    Revocations revocations = new Revocations();
    List<Deployment> verticles = new ArrayList<>();
    if (config.auth().enabled()) {
      verticles.add(
          new Deployment(
              () ->
                  new RevocationVerticle(platform.redis(), revocations, config.auth().clockSkew()),
              new DeploymentOptions()));
    }
    verticles.add(
        new Deployment(
            () -> new GatewayVerticle(config, platform, routes, revocations),
            new DeploymentOptions().setInstances(config.instances())));
    return verticles;
  }

  /** The full name counts before the package, and that before the default. */
  private static void locate(ServiceDescriptor service, GatewayConfig config, Rpc rpc) {
    Stream.of(service.getFullName(), service.getFile().getPackage(), "default")
        .flatMap(name -> Stream.ofNullable(config.services().get(name)))
        .findFirst()
        .ifPresent(instances -> rpc.setInstances(service.getFullName(), instances));
  }
}
