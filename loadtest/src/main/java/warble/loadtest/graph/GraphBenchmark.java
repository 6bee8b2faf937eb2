package warble.loadtest.graph;

import com.password4j.Argon2Function;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import warble.follow.FollowConfig;
import warble.follow.FollowDomain;
import warble.follow.v1.FollowServiceClient;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.follow.v1.FollowUserRequest;
import warble.follow.v1.ListFollowerIdsRequest;
import warble.follow.v1.ListFollowerIdsResponse;
import warble.follow.v1.ListFollowersRequest;
import warble.loadtest.Domains;
import warble.loadtest.Load;
import warble.loadtest.Stores;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.rpc.Caller;
import warble.user.UserConfig;
import warble.user.UserDomain;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.LoginRequest;
import warble.user.v1.RegisterRequest;
import warble.user.v1.UserServiceClient;
import warble.user.v1.UserServiceGrpcClient;

/**
 * The domains of users and follows in this process, as {@code conf/} configures them, on a large
 * {@link Graph} in real stores. Makes databases of its own and drops them; leaves sessions in
 * Redis: not for one that is in use.
 */
public final class GraphBenchmark implements AutoCloseable {

  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration RUN = Duration.ofSeconds(10);
  private static final List<String> PARTS =
      List.of("load", "lists", "follow", "users", "ids", "logins", "drop");
  private static final String PASSWORD = "correct horse";
  private static final int LARGEST_PAGE = 100;
  private static final int USERS_AT_ONCE = 100;
  private static final int IDS_AT_ONCE = 10_000;

  /** Whose profiles are read: so few that each is read again and again. */
  private static final int KNOWN = 5_000;

  private final Graph graph;
  private final int rate;
  private final GraphDatabases databases;
  private final UserConfig userConfig;
  private final FollowConfig followConfig;
  private final Domains domains;
  private final Vertx vertx;
  private final UserServiceClient users;
  private final FollowServiceClient follows;

  private GraphBenchmark(GraphOptions options, Stores stores, GraphDatabases databases) {
    this.databases = databases;
    graph = options.graph();
    rate = options.rate();
    Config config = config(databases);
    userConfig = config.bind("user", UserConfig.class);
    followConfig = config.bind("follow", FollowConfig.class);
    domains = Domains.alone(stores);
    domains.deploy(new FollowDomain(), followConfig);
    domains.deploy(new UserDomain(), userConfig);
    vertx = domains.vertx();
    users = domains.client(UserServiceGrpcClient.class);
    follows = domains.client(FollowServiceGrpcClient.class);
  }

  private static Config config(GraphDatabases databases) {
    Map<String, String> values = new HashMap<>();
    Map.of("user.postgres.", databases.users(), "follow.postgres.", databases.follows())
        .forEach((path, database) -> {
          values.put(path + "primary", database.primary().toString());
          values.put(path + "replica", database.replica().toString());
          values.put(path + "database", database.database());
        });
    return Config.load(
        List.of(
            new ConfigSource.File(Path.of("conf/user.yaml")),
            new ConfigSource.File(Path.of("conf/follow.yaml")),
            new ConfigSource.Values("endpoints", values),
            new ConfigSource.Environment(System.getenv())));
  }

  /**
   * Measures and prints.
   *
   * @param args a file of the devstack's endpoints ({@code postgres.port=…}); {@code --users},
   *     {@code --follows}, {@code --fans}, {@code --seed}, {@code --rate} with a number each; then
   *     the names of what to do: {@code load lists follow users ids logins drop}; all of it without
   *     names
   */
  public static void main(String[] args) throws SQLException, IOException {
    GraphOptions options = GraphOptions.parse(args);
    Stores stores = Stores.of(options.endpoints());
    List<String> parts = options.parts().isEmpty() ? PARTS : options.parts();
    var databases =
        new GraphDatabases(stores.postgres("graph_userdb"), stores.postgres("graph_followdb"));
    if (parts.contains("load")) {
      databases.create();
    }
    try (var benchmark = new GraphBenchmark(options, stores, databases)) {
      for (String part : parts) {
        benchmark.perform(part);
      }
    }
    if (parts.contains("drop")) {
      databases.drop();
    }
  }

  private void perform(String part) throws SQLException, IOException {
    switch (part) {
      case "load" -> load();
      case "lists" -> lists();
      case "follow" -> follow();
      case "users" -> users();
      case "ids" -> ids();
      case "logins" -> logins();
      case "drop" -> Load.say("dropped at the end");
      default -> throw new IllegalArgumentException(part + " (expected: one of " + PARTS + ")");
    }
  }

  /** Everybody has the password of one who registers. */
  private void load() throws SQLException, IOException {
    var somebody =
        RegisterRequest.newBuilder()
            .setUsername("somebody")
            .setEmail("somebody@example.org")
            .setPassword(PASSWORD)
            .build();
    long user = Load.await(domains.as(0, () -> users.register(somebody))).getUser().getId();
    long start = System.nanoTime();
    databases.fill(graph, passwordHash(user), followConfig.celebrity().enter());
    Load.say("loaded and replicated in %.0f s", (System.nanoTime() - start) / 1e9);
  }

  private String passwordHash(long user) {
    PostgresConfig database = databases.users();
    Postgres postgres = Postgres.connect(vertx, database);
    return Load.await(
            postgres
                .primary()
                .query("SELECT password_hash FROM users WHERE id = " + user)
                .execute()
                .eventually(postgres::close))
        .iterator()
        .next()
        .getString(0);
  }

  // --- lists
  // --------------------------------------------------------------------------------------

  /** Pages of the star's followers, at positions that going through all of them tells. */
  private void lists() {
    List<String> tokens = tokens();
    page(WARM_UP, () -> tokens.get(anyOf(tokens.size())));
    Load.print("ListFollowers, first (p99 5)", page(RUN, () -> ""));
    Load.print(
        "ListFollowers, anywhere (p99 5)", page(RUN, () -> tokens.get(anyOf(tokens.size()))));
    Load.print("ListFollowers, last (p99 5)", page(RUN, tokens::getLast));
  }

  private List<String> tokens() {
    List<String> tokens = new ArrayList<>(List.of(""));
    while (true) {
      var page = page(tokens.getLast()).setPageSize(LARGEST_PAGE).build();
      String next =
          Load.await(domains.as(Graph.id(anybody()), () -> follows.listFollowers(page)))
              .getNextPageToken();
      if (next.isEmpty()) {
        return tokens;
      }
      tokens.add(next);
    }
  }

  private Load.Result page(Duration duration, Supplier<String> token) {
    return Load.open(
        vertx,
        rate,
        duration,
        () -> {
          var page = page(token.get()).build();
          return domains.as(Graph.id(anybody()), () -> follows.listFollowers(page));
        });
  }

  private static ListFollowersRequest.Builder page(String token) {
    return ListFollowersRequest.newBuilder().setUserId(Graph.id(Graph.STAR)).setPageToken(token);
  }

  /** The star's followers in the order of their identifiers, from the first to the last. */
  private void ids() {
    AtomicLong last = new AtomicLong();
    Supplier<Future<?>> next = () -> followerIds(last.get()).onSuccess(page -> go(last, page));
    Load.closed(vertx, 1, WARM_UP, next);
    Load.Result pages = Load.closed(vertx, 1, RUN, next);
    Load.print("ListFollowerIds of 10,000", pages);
    Load.say(
        "for each 1,000: p50 %.2f ms, p99 %.2f ms (wanted: 1)", pages.p50() / 10, pages.p99() / 10);
  }

  private Future<ListFollowerIdsResponse> followerIds(long after) {
    var request =
        ListFollowerIdsRequest.newBuilder()
            .setUserId(Graph.id(Graph.STAR))
            .setAfterId(after)
            .setLimit(IDS_AT_ONCE)
            .build();
    return domains.as(0, () -> follows.listFollowerIds(request));
  }

  private static void go(AtomicLong last, ListFollowerIdsResponse page) {
    int count = page.getUserIdsCount();
    last.set(count < IDS_AT_ONCE ? 0 : page.getUserIds(count - 1));
  }

  // --- follows and profiles
  // --------------------------------------------------------------------------------------

  private void follow() {
    Load.open(vertx, rate, WARM_UP, this::followSomebody);
    Load.print("FollowUser (p99 10)", Load.open(vertx, rate, RUN, this::followSomebody));
  }

  private Future<?> followSomebody() {
    int followee = graph.popular(ThreadLocalRandom.current());
    int anybody = anybody();
    int follower = anybody == followee ? Graph.STAR : anybody;
    var request = FollowUserRequest.newBuilder().setUserId(Graph.id(followee)).build();
    return domains.as(Graph.id(follower), () -> follows.followUser(request));
  }

  private void users() {
    Load.open(vertx, rate, WARM_UP, this::readUsers);
    Load.print("GetUsers of 100 (p99 5)", Load.open(vertx, rate, RUN, this::readUsers));
  }

  private Future<?> readUsers() {
    var request = GetUsersRequest.newBuilder();
    ThreadLocalRandom.current()
        .ints(1, Math.min(KNOWN, graph.users()))
        .distinct()
        .limit(USERS_AT_ONCE)
        .forEach(user -> request.addUserIds(Graph.id(user)));
    return domains.as(Graph.id(anybody()), () -> users.getUsers(request.build()));
  }

  // --- logins
  // --------------------------------------------------------------------------------------

  /** As many logins as can be, against bare hashing, and what others feel of them. */
  private void logins() {
    UserConfig.Hashing hashing = userConfig.passwords();
    int callers = hashing.workers() + hashing.queue();
    Load.closed(vertx, callers, WARM_UP, this::login);
    Load.Result hashes = hashes(hashing.workers());
    Load.Result logins = Load.closed(vertx, callers, RUN, this::login);
    Load.print("bare hashing, %d threads".formatted(hashing.workers()), hashes);
    Load.print("Login", logins);
    Load.say("logins are %.2f of bare hashing", logins.rate() / hashes.rate());
    Load.open(vertx, rate, WARM_UP, this::readUsers);
    Others.start(this).print("without logins");
    Others meanwhile = Others.start(this);
    logins = Load.closed(vertx, callers, RUN, this::login);
    meanwhile.print("with logins");
    Load.print("Login among these", logins);
  }

  /** Calls that have no password hashed. */
  private record Others(Future<Load.Result> reads, Future<Load.Result> follows) {

    static Others start(GraphBenchmark at) {
      return new Others(
          Load.start(at.vertx, at.rate, RUN, at::readUsers),
          Load.start(at.vertx, at.rate, RUN, at::followSomebody));
    }

    void print(String when) {
      Load.print("GetUsers of 100, " + when, Load.await(reads));
      Load.print("FollowUser, " + when, Load.await(follows));
    }
  }

  private Load.Result hashes(int threads) {
    String hash = passwordHash(Graph.id(Graph.STAR));
    WorkerExecutor workers = vertx.createSharedWorkerExecutor("bare-hashing", threads);
    Argon2Function argon2 = Argon2Function.getInstanceFromHash(hash);
    Supplier<Future<?>> check =
        () -> workers.executeBlocking(() -> argon2.check(PASSWORD, hash), false);
    Load.closed(vertx, threads, WARM_UP, check);
    return Load.closed(vertx, threads, RUN, check);
  }

  /** Each from an address of its own, as people are. */
  private Future<?> login() {
    int user = anybody();
    var request =
        LoginRequest.newBuilder()
            .setEmail(GraphDatabases.email(user))
            .setPassword(PASSWORD)
            .build();
    var caller =
        Domains.caller(new Caller.Anonymous(), Map.of("x-warble-client", "address of " + user));
    return domains.rpc().with(caller, () -> users.login(request));
  }

  private int anybody() {
    return anyOf(graph.users());
  }

  private static int anyOf(int size) {
    return ThreadLocalRandom.current().nextInt(size);
  }

  @Override
  public void close() {
    domains.close();
  }
}
