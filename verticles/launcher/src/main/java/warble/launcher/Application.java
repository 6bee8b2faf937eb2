package warble.launcher;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import warble.runtime.Deployment;
import warble.runtime.Platform;
import warble.runtime.config.HostPort;
import warble.runtime.health.ManagementVerticle;
import warble.runtime.health.ProcessHealth;
import warble.runtime.health.Readiness;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.RpcNode;
import warble.runtime.telemetry.Telemetry;

/** The domains of one process, deployed and drained. */
final class Application {

  private static final Duration READY_PATIENCE = Duration.ofSeconds(30);
  private static final Duration READY_INTERVAL = Duration.ofMillis(20);

  private final Settings settings;
  private final Progress progress;
  private final Telemetry telemetry = new Telemetry();
  private final ProcessHealth health = new ProcessHealth();
  private final Vertx vertx;
  private final RpcNode rpc;
  private final Map<ConfiguredDomain<?>, List<Deployment>> verticles = new LinkedHashMap<>();
  private final Deque<String> deployed = new ArrayDeque<>();

  /** Nothing runs yet. */
  Application(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
    this.vertx =
        telemetry.vertx(new VertxOptions().setEventLoopPoolSize(settings.base().threads()));
    this.rpc = RpcNode.create(vertx, settings.base().rpc(), services(settings.domains()));
  }

  private static Set<String> services(Collection<ConfiguredDomain<?>> domains) {
    return domains.stream()
        .flatMap(it -> it.domain().services().stream())
        .collect(Collectors.toSet());
  }

  /** Opens the management port: probes find a process that is alive and not yet ready. */
  Future<Void> manage() {
    BaseConfig.Management management = settings.base().management();
    HostPort address = new HostPort(management.host(), management.port());
    return vertx
        .deployVerticle(new ManagementVerticle(address, health, telemetry::scrape))
        .mapEmpty();
  }

  /**
   * Makes the verticles, for which no backing service must be there. Reads files and loads
   * contracts, therefore on the caller's thread, which may block.
   */
  void load() {
    BaseConfig base = settings.base();
    Platform platform =
        new Platform(vertx, rpc, health, base.redis(), base.kafka(), base.pageTokens().tokens());
    for (ConfiguredDomain<?> domain : settings.domains()) {
      verticles.put(domain, verticles(domain, platform));
    }
  }

  /**
   * Deploys the domains that are loaded, one after the other; the last is the one that lets the
   * public in.
   *
   * @param need what has to be there before the domain of this name is deployed
   */
  Future<Void> deploy(Function<String, Future<Void>> need) {
    Future<Void> done = Future.succeededFuture();
    for (ConfiguredDomain<?> domain : settings.domains()) {
      done = done.compose(_ -> need.apply(domain.name())).compose(_ -> deploy(domain));
    }
    return done.compose(_ -> rpc.listen()).onSuccess(_ -> health.started()).mapEmpty();
  }

  private static List<Deployment> verticles(ConfiguredDomain<?> domain, Platform platform) {
    try {
      return domain.verticles(platform);
    } catch (IllegalArgumentException refused) {
      throw misconfigured(domain, refused);
    }
  }

  private Future<Void> deploy(ConfiguredDomain<?> domain) {
    long startedAt = System.nanoTime();
    Future<Void> done = Future.succeededFuture();
    for (Deployment verticle : Objects.requireNonNull(verticles.get(domain))) {
      done = done.compose(_ -> deploy(verticle));
    }
    return done.onSuccess(_ -> progress.done(domain.name(), Progress.since(startedAt), ""))
        .recover(cause ->
            Future.failedFuture(
                cause instanceof IllegalArgumentException refused
                    ? misconfigured(domain, refused)
                    : cause));
  }

  private static CommandFailure misconfigured(
      ConfiguredDomain<?> domain, IllegalArgumentException refused) {
    return new CommandFailure(ExitCode.CONFIGURATION, domain.name() + ": " + refused.getMessage());
  }

  private Future<Void> deploy(Deployment deployment) {
    return vertx
        .deployVerticle(deployment.verticle(), resolved(deployment.options()))
        .onSuccess(deployed::push)
        .mapEmpty();
  }

  private DeploymentOptions resolved(DeploymentOptions options) {
    return options.getInstances() > 0
        ? options
        : new DeploymentOptions(options).setInstances(settings.base().threads());
  }

  /** Completes when every readiness check succeeds; fails when one does not in time. */
  Future<Void> ready() {
    return ready(Deadline.after(READY_PATIENCE));
  }

  private Future<Void> ready(Deadline deadline) {
    return health.readiness().compose(readiness -> orLater(readiness, deadline));
  }

  private Future<Void> orLater(Readiness readiness, Deadline deadline) {
    if (readiness.isReady()) {
      return Future.succeededFuture();
    }
    return deadline.passed()
        ? Future.failedFuture(
            new CommandFailure(ExitCode.BACKING_SERVICE, "not ready: " + readiness.checks()))
        : pause(READY_INTERVAL).compose(_ -> ready(deadline));
  }

  /**
   * Stops to accept, the edge first, lets what is in flight finish, and undeploys everything;
   * bounded by the configured time.
   */
  private Future<Void> drain() {
    BaseConfig.Shutdown shutdown = settings.base().shutdown();
    Duration delay = health.hasStarted() ? shutdown.drainDelay() : Duration.ZERO;
    health.draining();
    return pause(delay)
        .compose(_ -> rpc.drain(shutdown.timeout()))
        .eventually(this::undeployAll)
        .timeout(shutdown.timeout().plus(delay).toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Drains, closes and waits for both; for a thread that may block. They are no chain: what would
   * come after the close on an event loop never comes.
   */
  void drainNow() {
    await(drain());
    await(vertx.close());
  }

  private static void await(Future<Void> end) {
    end.toCompletionStage().toCompletableFuture().exceptionally(_ -> null).join();
  }

  private Future<Void> pause(Duration delay) {
    return delay.isZero()
        ? Future.succeededFuture()
        : vertx.timer(delay.toMillis(), TimeUnit.MILLISECONDS).mapEmpty();
  }

  private Future<Void> undeployAll() {
    Future<Void> done = Future.succeededFuture();
    for (String deployment : List.copyOf(deployed)) {
      done = done.eventually(() -> vertx.undeploy(deployment));
    }
    return done;
  }
}
