package warble.feed;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.ThreadingModel;
import java.util.List;
import warble.feed.v1.FeedServiceGrpcService;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.Database;

/** Home timelines: written when a post is made, merged when they are read. */
public final class FeedDomain implements Domain<FeedConfig> {

  private static final String FAN_OUT_POOL = "feed-fan-out";

  @Override
  public String name() {
    return "feed";
  }

  @Override
  public Class<FeedConfig> configType() {
    return FeedConfig.class;
  }

  @Override
  public List<String> services() {
    return List.of(FeedServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
  }

  @Override
  public List<Database> databases(FeedConfig config) {
    return List.of();
  }

  @Override
  public List<Deployment> verticles(FeedConfig config, Platform platform) {
    platform.vertx().eventBus().registerCodec(new FanOutCodec());
    // Held for the life of the process: a pool that ends with its last verticle refuses its last
    // tasks.
    platform.vertx().createSharedWorkerExecutor(FAN_OUT_POOL, config.fanOut().workers());
    var listeners = new Listeners(config.live().perUser());
    return List.of(
        new Deployment(() -> new FanOutVerticle(config, platform), workers(config.fanOut())),
        new Deployment(() -> new FeedEventsVerticle(config, platform), new DeploymentOptions()),
        new Deployment(() -> new FeedApiVerticle(config, platform, listeners), eventLoops(config)));
  }

  private static DeploymentOptions workers(FeedConfig.FanOut config) {
    return new DeploymentOptions()
        .setThreadingModel(ThreadingModel.WORKER)
        .setWorkerPoolName(FAN_OUT_POOL)
        .setWorkerPoolSize(config.workers())
        .setInstances(config.workers());
  }

  private static DeploymentOptions eventLoops(FeedConfig config) {
    return new DeploymentOptions().setInstances(config.instances());
  }
}
