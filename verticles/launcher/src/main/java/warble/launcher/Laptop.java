package warble.launcher;

import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import warble.gateway.GatewayConfig;
import warble.runtime.Domain;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;

/** All of Warble on one machine: backing services in a child process, the domains in this one. */
final class Laptop {

  private final Home home;
  private final UpOptions options;
  private final Progress progress;
  private final List<Domain<?>> domains;
  private final LaptopPorts ports;
  private volatile @Nullable BackingServices services;
  private volatile @Nullable Application application;
  private volatile boolean ready;

  Laptop(Home home, UpOptions options, Progress progress) {
    this.home = home;
    this.options = options;
    this.progress = progress;
    this.domains = options.choice.domains();
    this.ports = LaptopPorts.of(options.port);
  }

  /**
   * Starts everything and serves until a signal ends the process.
   *
   * @throws RuntimeException when something does not start, or ends by itself
   */
  void run() {
    Path data = options.ephemeral ? home.ephemeral() : home.data();
    // Its program loads while it is looked into whether it may start.
    BackingServices loading = BackingServices.load(home, data, ports, progress);
    Settings settings = checked(loading);
    Stop stop = Stop.onSignal(ExitCode.OK, this::stop);
    try {
      start(loading);
      serve(loading, settings);
      loading.await(new CompletableFuture<>());
    } catch (RuntimeException failure) {
      stop.now();
      throw failure;
    }
  }

  private Settings checked(BackingServices loading) {
    try {
      Settings settings = settings(LaptopPorts.USUAL);
      Leftovers.clear(home, progress);
      settings.requireFreePorts();
      Logging.toFile(home.log(), settings.base().log());
      return settings;
    } catch (RuntimeException refused) {
      loading.abandon();
      throw refused;
    }
  }

  private void start(BackingServices loaded) {
    services = loaded;
    RunFile.of("starting").with("pid.devstack", loaded.pid()).write(home);
    loaded.start();
  }

  private void serve(BackingServices services, Settings usual) {
    Settings settings = ports.fixed() ? usual : settings(services.await(services.endpoints()));
    deploy(services, settings);
    services.await(services.endpoints());
    announce(services, settings);
  }

  private void deploy(BackingServices services, Settings settings) {
    Application started = new Application(settings, progress);
    application = started;
    services.await(started.manage());
    started.load();
    services.await(services.ready("postgres"));
    SchemaUpdate.run(settings.domains(), progress);
    CompletableFuture<Void> connectors = connect(services);
    services.await(services.ready("redis"));
    services.await(services.ready("replica"));
    services.await(started.deploy(domain -> need(services, domain)));
    services.await(connectors);
    services.await(started.ready());
  }

  private static Future<Void> need(BackingServices services, String domain) {
    return Domains.WITHOUT_KAFKA.contains(domain)
        ? Future.succeededFuture()
        : Future.fromCompletionStage(services.ready("kafka"));
  }

  /** The publications that connectors need are made by the schema updates. */
  private CompletableFuture<Void> connect(BackingServices services) {
    return CompletableFuture.allOf(
        domains.stream()
            .map(Domain::name)
            .flatMap(name -> Stream.ofNullable(Domains.CONNECTORS.get(name)))
            .map(services::connector)
            .toArray(CompletableFuture<?>[]::new));
  }

  private Settings settings(Map<String, String> endpoints) {
    List<ConfigSource> sources =
        new ArrayList<>(Settings.files(home.conf(), options.config.profile));
    sources.add(new ConfigSource.Values("the devstack", LaptopPorts.configuration(endpoints)));
    sources.add(new ConfigSource.Environment(System.getenv()));
    sources.add(new ConfigSource.Values("--port", ports.http()));
    sources.add(new ConfigSource.Assignments(options.config.assignments));
    return Settings.bind(Config.load(sources), domains);
  }

  private void announce(BackingServices services, Settings settings) {
    ReadyText text =
        new ReadyText(
            domains.stream().<String>map(Domain::name).toList(),
            settings.gateway().map(GatewayConfig.Http::port).orElse(0),
            settings.base().management().port(),
            home.shown(home.log()).toString(),
            options.detach ? home.downCommand() : "Ctrl-C");
    RunFile file = RunFile.of("ready").with(text.values());
    services.tellEndpoints(endpoints -> file.with(endpoints).write(home));
    text.print(progress);
    ready = true;
  }

  private void stop() {
    long startedAt = System.nanoTime();
    Application running = application;
    if (running != null) {
      running.drainNow();
    }
    BackingServices child = services;
    if (child != null) {
      child.close();
    }
    Folders.delete(home.ephemeral());
    RunFile.delete(home);
    progress.say("Stopped in " + Progress.seconds(Progress.since(startedAt)));
    // The archive of a part would slow every later start of the whole.
    if (ready && domains.size() == Domains.ALL.size()) {
      ClassArchive.ofThisProcess().ifPresent(ClassArchive::write);
    }
  }
}
