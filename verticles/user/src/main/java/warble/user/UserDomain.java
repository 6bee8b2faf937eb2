package warble.user;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
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

  /** What the server itself gives up: nobody waits for it any longer, and it may hold locks. */
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(10);

  /** A signature takes about a millisecond, so the last one waits for a quarter of a second. */
  private static final int SIGNATURES_WAITING = 250;

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
    Vertx vertx = platform.vertx();
    Postgres postgres = Postgres.connect(vertx, config.postgres(), STATEMENT_TIMEOUT);
    UserApiVerticle.Pools pools = pools(config, vertx);
    ReplicaLag lag =
        new ReplicaLag(postgres, config.postgres().database(), config.replica().lagLimit());
    ReadServers servers = new ReadServers(postgres, lag, config.replica());
    KeyRing keys =
        new KeyRing(new SigningKeys(vertx, postgres.primary(), servers::primary, config.tokens()));
    platform.health().readiness("user.postgres", postgres::answers);
    return List.of(
        new Deployment(() -> new ReplicaLagVerticle(lag), new DeploymentOptions()),
        new Deployment(
            () -> new KeyRingVerticle(keys, config.tokens().keysInterval()),
            new DeploymentOptions()),
        new Deployment(
            () -> new UserApiVerticle(config, platform, postgres, servers, pools, keys),
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
    Pool primary = postgres.primary();
    return new SigningKeys(vertx, primary, query -> query.apply(primary), config.tokens())
        .rotate()
        .map(SigningKey::kid)
        .eventually(postgres::close);
  }

  private static UserApiVerticle.Pools pools(UserConfig config, Vertx vertx) {
    UserConfig.Hashing hashing = config.passwords();
    return new UserApiVerticle.Pools(
        new BoundedPool(vertx, "user-hashing", hashing.workers(), hashing.queue()),
        new AddressShares(hashing.perAddress()),
        new BoundedPool(
            vertx, "user-signing", config.tokens().signingWorkers(), SIGNATURES_WAITING));
  }
}
