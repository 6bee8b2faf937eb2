package warble.gateway;

import io.vertx.core.DeploymentOptions;
import java.util.ArrayList;
import java.util.List;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.config.ConfigReader;
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
    return verticles(config, platform, new ConfigReader<>(List.of(), () -> config));
  }

  /**
   * The same; the files that {@code reader} reads, and those of the protoset, are watched.
   *
   * @throws IllegalArgumentException when it cannot be served; the message says why
   */
  @Override
  public List<Deployment> verticles(
      GatewayConfig config, Platform platform, ConfigReader<GatewayConfig> reader) {
    Shared shared = Shared.of(Serving.read(config));
    Places places = Places.of(shared.serving().get(), platform.rpc());
    places.tell(platform.rpc(), Places.NONE);
    Reload reload = new Reload(reader, shared.serving(), platform.rpc(), places);
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
            () -> new ReloadVerticle(reload, config.reloadInterval()), new DeploymentOptions()));
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
}
