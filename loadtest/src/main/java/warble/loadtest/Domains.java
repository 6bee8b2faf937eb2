package warble.loadtest;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.config.Secret;
import warble.runtime.page.PageTokens;
import warble.runtime.postgres.Migrations;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcNode;

/** Domains in this process, and whoever calls them. */
public final class Domains implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Map<String, Supplier<Future<Void>>> readiness = new ConcurrentHashMap<>();
  private final Platform platform;

  /** In a process that calls others by this node. */
  public Domains(Stores stores, Vertx vertx, RpcNode rpc) {
    platform =
        new Platform(
            vertx,
            rpc,
            readiness::put,
            stores.redis(),
            stores.kafka(),
            new PageTokens(new Secret("a key of this benchmark")));
  }

  /** In a process that calls no other. */
  public static Domains alone(Stores stores) {
    Vertx vertx = Vertx.vertx();
    return new Domains(stores, vertx, RpcNode.alone(vertx, PATIENCE));
  }

  /** Migrates what the domain owns, and starts it. */
  public <C extends Record> void deploy(Domain<C> domain, C config) {
    domain.databases(config).forEach(Migrations::run);
    for (Deployment deployment : domain.verticles(config, platform)) {
      Load.await(vertx().deployVerticle(deployment.verticle(), instances(deployment.options())));
    }
  }

  private static DeploymentOptions instances(DeploymentOptions options) {
    return options.getInstances() > 0
        ? options
        : new DeploymentOptions(options).setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
  }

  /** Starts what stands in for a domain. */
  public void deploy(VerticleBase standIn) {
    Load.await(vertx().deployVerticle(standIn));
  }

  /** Returns when all that was started is ready. */
  public void awaitReady() {
    while (!readiness.values().stream().allMatch(check -> check.get().succeeded())) {
      Load.await(vertx().timer(10));
    }
  }

  /** The Vert.x instance of all of them. */
  public Vertx vertx() {
    return platform.vertx();
  }

  /** By which they call each other. */
  public Rpc rpc() {
    return platform.rpc();
  }

  /** A client of a contract. */
  public <C> C client(Class<C> contract) {
    return rpc().client(contract);
  }

  /** Calls on behalf of a user, or of this process where that is 0. */
  public <T> Future<T> as(long user, Supplier<Future<T>> call) {
    return rpc().with(caller(user), call);
  }

  /** What travels with such a call. */
  public static RpcContext caller(long user) {
    return caller(user == 0 ? new Caller.Internal() : new Caller.User(user), Map.of());
  }

  /** What travels with a call that has metadata. */
  public static RpcContext caller(Caller caller, Map<String, String> metadata) {
    return new RpcContext(caller, Deadline.after(PATIENCE), new Cancellation(), metadata);
  }

  @Override
  public void close() {
    Load.await(vertx().close());
  }
}
