package warble.user;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
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
    CommonPasswords.load();
    Postgres postgres = Postgres.connect(platform.vertx(), config.postgres());
    BoundedPool hashing = hashing(config.passwords(), platform.vertx());
    AddressShares shares = new AddressShares(config.passwords().perAddress());
    ReplicaLag lag =
        new ReplicaLag(postgres, config.postgres().database(), config.replica().lagLimit());
    ReadServers servers = new ReadServers(postgres, lag, config.replica());
    KeyRing keys = new KeyRing(new SigningKeys(platform.vertx(), postgres, config.tokens()));
    platform.health().readiness("user.postgres", postgres::answers);
    return List.of(
        new Deployment(() -> new ReplicaLagVerticle(lag), new DeploymentOptions()),
        new Deployment(
            () -> new KeyRingVerticle(keys, config.tokens().keysInterval()),
            new DeploymentOptions()),
        new Deployment(
            () -> new UserApiVerticle(config, platform, postgres, servers, hashing, shares, keys),
            new DeploymentOptions().setInstances(config.instances())));
  }

  /**
   * Makes a new key for access tokens, which every process publishes and begins to sign with by
   * itself; the old ones verify until the last token that they signed has expired. Fails with
   * {@code Failure.FailedPrecondition} when the keys are configured, and with {@code
   * Failure.Unavailable} when Postgres is away.
   *
   * @return the identifier of the new key
   */
  public Future<String> rotateKeys(Vertx vertx, UserConfig config) {
    Postgres postgres = Postgres.connect(vertx, config.postgres());
    return new SigningKeys(vertx, postgres, config.tokens())
        .rotate()
        .map(SigningKey::kid)
        .eventually(postgres::close);
  }

  private static BoundedPool hashing(UserConfig.Hashing config, Vertx vertx) {
    return new BoundedPool(vertx, "user-hashing", config.workers(), config.queue());
  }
}
