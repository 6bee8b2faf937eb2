package warble.gateway;

import io.vertx.core.DeploymentOptions;
import java.util.ArrayList;
import java.util.List;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.Database;

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
    Routes routes = new Routes(HttpRules.routes(Protoset.read(config.protoset()), config));
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
}
