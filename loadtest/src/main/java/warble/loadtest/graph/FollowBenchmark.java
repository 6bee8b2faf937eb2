package warble.loadtest.graph;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import warble.follow.FollowConfig;
import warble.follow.FollowDomain;
import warble.follow.v1.FollowServiceClient;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.follow.v1.FollowUserRequest;
import warble.loadtest.Domains;
import warble.loadtest.Load;
import warble.loadtest.Stores;
import warble.runtime.EntityId;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcService;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceGrpcService;

/**
 * The follow domain in this process against a real Postgres, among users who all exist: the rate of
 * follows of one user, next to that of follows spread over many. Writes to the database {@code
 * followdb}, or another one of the file of endpoints, and leaves its follows there.
 */
public final class FollowBenchmark implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration RUN = Duration.ofSeconds(10);
  private static final int CALLERS = 500;
  private static final int ROUNDS = 3;

  private final Domains domains;
  private final Postgres postgres;
  private final FollowServiceClient follows;

  private FollowBenchmark(Stores stores) {
    PostgresConfig database = stores.postgresOr("followdb");
    FollowConfig config =
        new FollowConfig(
            2,
            new FollowConfig.Celebrity(10_000, 8_000, Duration.ofDays(31)),
            database,
            new ReplicaConfig(Duration.ofSeconds(2), Duration.ofSeconds(2), 64));
    domains = Domains.alone(stores);
    domains.deploy(new Everybody(domains.rpc()));
    domains.deploy(new FollowDomain(), config);
    postgres = Postgres.connect(domains.vertx(), database);
    follows = domains.client(FollowServiceGrpcClient.class);
  }

  private static final class Everybody extends VerticleBase {

    private final Rpc rpc;

    private Everybody(Rpc rpc) {
      this.rpc = rpc;
    }

    @Override
    public Future<?> start() {
      return rpc.serve(
          RpcService.named(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
              .unary(UserServiceGrpcService.GetUsers, Everybody::exists)
              .build());
    }

    private static Future<GetUsersResponse> exists(GetUsersRequest request) {
      GetUsersResponse.Builder response = GetUsersResponse.newBuilder();
      request.getUserIdsList().forEach(id -> response.addUsers(User.newBuilder().setId(id)));
      return Future.succeededFuture(response.build());
    }
  }

  /**
   * Measures and prints.
   *
   * @param args a file of the devstack's endpoints ({@code postgres.port=…})
   */
  public static void main(String[] args) throws IOException {
    try (var benchmark = new FollowBenchmark(Stores.of(Path.of(args[0])))) {
      benchmark.follows();
    }
  }

  /** In turns, for other work on the machine to be fair to both. */
  private void follows() {
    long star = somebody();
    List<Long> many =
        LongStream.generate(FollowBenchmark::somebody).limit(CALLERS).boxed().toList();
    LongSupplier anyOfMany = () -> many.get(ThreadLocalRandom.current().nextInt(CALLERS));
    measure(WARM_UP, anyOfMany);
    for (int round = 0; round < ROUNDS; round++) {
      Load.Result spread = measure(RUN, anyOfMany);
      Load.Result one = measure(RUN, () -> star);
      Load.print("follows of " + CALLERS + " users", spread);
      Load.print("follows of one user", one);
      Load.say("ratio %.2f (wanted: 0.60)", one.rate() / spread.rate());
    }
    Load.say(
        "rows %d, counted %d",
        number("SELECT count(*) FROM follows WHERE followee_id = $1", star),
        number("SELECT followers::bigint FROM follow_counts WHERE user_id = $1", star));
  }

  private Load.Result measure(Duration duration, LongSupplier followee) {
    return Load.closed(domains.vertx(), CALLERS, duration, () -> follow(followee.getAsLong()));
  }

  private Future<?> follow(long followee) {
    FollowUserRequest request = FollowUserRequest.newBuilder().setUserId(followee).build();
    return domains.as(somebody(), () -> follows.followUser(request));
  }

  private static long somebody() {
    return ThreadLocalRandom.current().nextLong(1, EntityId.MAX);
  }

  private long number(String sql, long parameter) {
    return Load.await(postgres.primary().preparedQuery(sql).execute(Tuple.of(parameter)))
        .iterator()
        .next()
        .getLong(0);
  }

  @Override
  public void close() {
    domains.close();
  }
}
