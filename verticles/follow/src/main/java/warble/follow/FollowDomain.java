package warble.follow;

import io.vertx.core.DeploymentOptions;
import java.time.Duration;
import java.util.List;
import warble.follow.v1.FollowServiceGrpcService;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.BatchWriter;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.postgres.ReplicaLagVerticle;

/** Who follows whom: the door of this module. */
public final class FollowDomain implements Domain<FollowConfig> {

  /** Less than a batch of follows is waited for, so that one that failed has not been written. */
  private static final Duration STATEMENT_TIMEOUT = BatchWriter.PATIENCE.minusSeconds(1);

  @Override
  public String name() {
    return "follow";
  }

  @Override
  public Class<FollowConfig> configType() {
    return FollowConfig.class;
  }

  @Override
  public List<String> services() {
    return List.of(FollowServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
  }

  @Override
  public List<Database> databases(FollowConfig config) {
    return List.of(new Database(config.postgres(), "db/follow"));
  }

  @Override
  public List<Deployment> verticles(FollowConfig config, Platform platform) {
    Postgres postgres = Postgres.connect(platform.vertx(), config.postgres(), STATEMENT_TIMEOUT);
    ReplicaLag lag =
        new ReplicaLag(postgres, config.postgres().database(), config.replica().lagLimit());
    ReadServers servers = new ReadServers(postgres, lag, config.replica());
    platform.health().readiness("follow.postgres", postgres::answers);
    return List.of(
        new Deployment(() -> new ReplicaLagVerticle(lag), new DeploymentOptions()),
        new Deployment(
            () -> new FollowApiVerticle(config, platform, postgres, servers),
            new DeploymentOptions().setInstances(config.instances())));
  }
}
