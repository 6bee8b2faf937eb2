package warble.user;

import static warble.testkit.Futures.await;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import warble.runtime.Deployment;
import warble.runtime.Platform;
import warble.runtime.config.DataSize;
import warble.runtime.config.Secret;
import warble.runtime.page.PageTokens;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.testkit.Stack;
import warble.user.v1.LoginRequest;
import warble.user.v1.LoginResponse;
import warble.user.v1.RegisterRequest;
import warble.user.v1.RegisterResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceClient;
import warble.user.v1.UserServiceGrpcClient;

/** The user domain and a {@link Graph}, in a process of their own as far as they can tell. */
final class UserNode implements AutoCloseable {

  static final String PASSWORD = "correct horse";
  static final Duration ACCESS_LIFETIME = Duration.ofMinutes(10);
  static final Duration KEYS_INTERVAL = Duration.ofSeconds(30);
  static final Secret KEY_ENCRYPTION_KEY = new Secret("k".repeat(32));

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final ReplicaConfig REPLICA =
      new ReplicaConfig(Duration.ofSeconds(5), Duration.ofSeconds(5), 64);

  /** So many failures that only tests of the throttle meet it. */
  static final UserConfig.Logins LENIENT =
      new UserConfig.Logins(
          1000,
          1000,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofHours(1),
          Duration.ofHours(1));

  private final Vertx vertx = Vertx.vertx();
  private final String address = "test " + UUID.randomUUID();
  private final AtomicBoolean graphAway = new AtomicBoolean();
  private final Rpc rpc;
  private final UserServiceClient users;

  private UserNode(Stack stack, UserConfig config) {
    this.rpc = stack.localRpc(vertx);
    this.users = rpc.client(UserServiceGrpcClient.class);
    Platform platform =
        new Platform(
            vertx,
            rpc,
            (_, _) -> {},
            stack.redis(),
            stack.kafka(),
            new PageTokens(new Secret("not used")));
    await(vertx.deployVerticle(new Graph(rpc, graphAway)));
    new UserDomain().verticles(config, platform).forEach(this::deploy);
  }

  private void deploy(Deployment deployment) {
    await(vertx.deployVerticle(deployment.verticle(), new DeploymentOptions(deployment.options())));
  }

  static UserNode start(Stack stack, UserConfig config) {
    return new UserNode(stack, config);
  }

  /** Cheap hashing, so that tests wait for other things. */
  static UserConfig config(PostgresConfig postgres) {
    return config(postgres, new UserConfig.Hashing(new DataSize(1 << 20), 1, 2, 100, 100));
  }

  static UserConfig config(PostgresConfig postgres, UserConfig.Hashing hashing) {
    return new UserConfig(
        2,
        Duration.ofSeconds(10),
        postgres,
        REPLICA,
        new UserConfig.Cache(Duration.ofMinutes(10)),
        hashing,
        LENIENT,
        tokens(KEYS_INTERVAL));
  }

  static UserConfig.Tokens tokens(Duration keysInterval) {
    return tokens(keysInterval, new Secret(""), KEY_ENCRYPTION_KEY);
  }

  static UserConfig.Tokens tokens(
      Duration keysInterval, Secret signingKeys, Secret keyEncryptionKey) {
    return new UserConfig.Tokens(
        "warble",
        "warble-api",
        ACCESS_LIFETIME,
        Duration.ofDays(30),
        Duration.ofSeconds(10),
        signingKeys,
        keyEncryptionKey,
        keysInterval,
        1);
  }

  void graphIsAway(boolean away) {
    graphAway.set(away);
  }

  <T> Future<T> anonymously(Function<UserServiceClient, Future<T>> call) {
    return as(new Caller.Anonymous(), Map.of("x-warble-client", address), call);
  }

  <T> Future<T> as(long userId, Function<UserServiceClient, Future<T>> call) {
    return as(new Caller.User(userId), Map.of(), call);
  }

  <T> Future<T> as(long userId, String tokenId, Function<UserServiceClient, Future<T>> call) {
    return as(new Caller.User(userId), Map.of("x-warble-token-id", tokenId), call);
  }

  private <T> Future<T> as(
      Caller caller, Map<String, String> metadata, Function<UserServiceClient, Future<T>> call) {
    RpcContext context =
        new RpcContext(caller, Deadline.after(TIMEOUT), new Cancellation(), metadata);
    return rpc.with(context, () -> call.apply(users));
  }

  Future<RegisterResponse> register(String username, String email, String password) {
    RegisterRequest request =
        RegisterRequest.newBuilder()
            .setUsername(username)
            .setEmail(email)
            .setPassword(password)
            .build();
    return anonymously(users -> users.register(request));
  }

  /** Somebody new. */
  User somebody() {
    String name = "u_" + UUID.randomUUID().toString().replace("-", "").substring(0, 20);
    return await(register(name, name + "@example.org", PASSWORD)).getUser();
  }

  Future<LoginResponse> login(String email, String password) {
    LoginRequest request = LoginRequest.newBuilder().setEmail(email).setPassword(password).build();
    return anonymously(users -> users.login(request));
  }

  LoginResponse login(User user) {
    return await(login(user.getEmail(), PASSWORD));
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
