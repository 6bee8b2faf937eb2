package warble.user;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import java.util.List;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.postgres.ReplicaLagVerticle;
import warble.user.v1.UserServiceGrpcService;

/** Accounts, sessions and profiles. */
public final class UserDomain implements Domain<UserConfig> {

  @Override
  public String name() {
    return "user";
  }

  @Override
  public Class<UserConfig> configType() {
    return UserConfig.class;
  }

  @Override
  public List<String> services() {
    return List.of(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
  }

  @Override
  public List<Database> databases(UserConfig config) {
    return List.of(new Database(config.postgres(), "db/user"));
  }

  @Override
  public List<Deployment> verticles(UserConfig config, Platform platform) {
    Postgres postgres = Postgres.connect(platform.vertx(), config.postgres());
    BoundedPool hashing = hashing(config.passwords(), platform.vertx());
    ReplicaLag lag =
        new ReplicaLag(postgres, config.postgres().database(), config.replica().lagLimit());
    ReadServers servers = new ReadServers(postgres, lag, config.replica());
    platform.health().readiness("user.postgres", postgres::answers);
    return List.of(
        new Deployment(() -> new ReplicaLagVerticle(lag), new DeploymentOptions()),
        new Deployment(
            () -> new UserApiVerticle(config, platform, postgres, servers, hashing),
            new DeploymentOptions().setInstances(config.instances())));
  }

  private static BoundedPool hashing(UserConfig.Hashing config, Vertx vertx) {
    return new BoundedPool(vertx, "user-hashing", config.workers(), config.queue());
  }
}
