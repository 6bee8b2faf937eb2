package warble.post;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import warble.post.v1.PostServiceGrpcService;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.postgres.ReplicaLag;
import warble.runtime.postgres.ReplicaLagVerticle;
import warble.runtime.redis.RedisConfig;

/** Posts, comments and likes: the door of this module. */
public final class PostDomain implements Domain<PostConfig> {

  @Override
  public String name() {
    return "post";
  }

  @Override
  public Class<PostConfig> configType() {
    return PostConfig.class;
  }

  @Override
  public List<String> services() {
    return List.of(PostServiceGrpcService.SERVICE_NAME.fullyQualifiedName());
  }

  @Override
  public List<Database> databases(PostConfig config) {
    return List.of(new Database(config.postgres(), "db/post"));
  }

  @Override
  public List<Deployment> verticles(PostConfig config, Platform platform) {
    Postgres postgres = Postgres.connect(platform.vertx(), config.postgres());
    platform.health().readiness("post.postgres", postgres::answers);
    ReplicaLag lag =
        new ReplicaLag(postgres, config.postgres().database(), config.replica().lagLimit());
    ReadServers servers = new ReadServers(postgres, lag, config.replica());
    return List.of(
        new Deployment(() -> new ReplicaLagVerticle(lag), new DeploymentOptions()),
        new Deployment(
            () -> new PostUpkeepVerticle(config, platform.redis(), postgres),
            new DeploymentOptions()),
        new Deployment(
            () -> new PostApiVerticle(config, platform, postgres, servers),
            new DeploymentOptions().setInstances(config.instances())));
  }

  /**
   * Folds the changes of likes and comments since the last time into the database's counts. May be
   * done at any time, and again. Fails with {@code Failure.Unavailable} when Postgres or Redis is
   * away.
   *
   * @return how many changes
   */
  public Future<Integer> flushCounters(Vertx vertx, PostConfig config, RedisConfig redis) {
    return PostCounters.with(vertx, config, redis, PostCounters::flush);
  }

  /**
   * Counts all likes and comments anew. May be done at any time, and again. Fails with {@code
   * Failure.Unavailable} when Postgres or Redis is away.
   *
   * @return how many posts had wrong counts, and have right ones now
   */
  public Future<Integer> rebuildCounters(Vertx vertx, PostConfig config, RedisConfig redis) {
    return PostCounters.with(vertx, config, redis, PostCounters::rebuild);
  }
}
