package warble.launcher;

import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The devstack as a child process. It tells what happens on its standard output, one line an event,
 * and stops when its standard input ends, which the death of this process brings about as well.
 */
final class BackingServices implements AutoCloseable {

  private static final String EVERYTHING = "everything";
  private static final String CONNECTOR = "connector ";
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

  private final Process process;
  private final Progress progress;
  private final Writer commands;
  private final Map<String, CompletableFuture<Void>> ready = new ConcurrentHashMap<>();
  private final Map<String, String> endpoints = new ConcurrentHashMap<>();

  private volatile boolean closing;
  private volatile boolean ending;
  private Consumer<Map<String, String>> listener = _ -> {};

  /** Fails when the devstack ends, asked for or not, and never succeeds. */
  private final CompletableFuture<Void> end = new CompletableFuture<>();

  private BackingServices(Process process, Progress progress) {
    this.process = process;
    this.progress = progress;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Loads the devstack's program, which touches nothing until it is told to {@link #start}.
   *
   * @param data the folder that survives
   * @param ports where the services listen
   */
  static BackingServices load(Home home, Path data, LaptopPorts ports, Progress progress) {
    Path errors = home.logs().resolve("devstack.err");
    try {
      Process process =
          new ProcessBuilder(command(home, data, ports))
              .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
              .start();
      BackingServices services = new BackingServices(process, progress);
      Thread.ofPlatform()
          .daemon()
          .name("devstack-events")
          .start(() -> services.listen(home.shown(errors)));
      return services;
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static List<String> command(Home home, Path data, LaptopPorts ports) {
    List<String> command = new ArrayList<>(Processes.ownSession());
    command.add(Processes.java());
    command.addAll(flags());
    command.addAll(List.of("-cp", classPath(home.root()), Processes.DEVSTACK));
    command.addAll(List.of("--data", data.toString(), "--cache", home.cache().toString()));
    command.addAll(List.of("--connectors", home.conf().resolve("connectors").toString()));
    command.addAll(List.of("--topics", home.conf().resolve(TopicsCommand.FILE).toString()));
    command.addAll(ports.devstackOptions());
    command.addAll(List.of("--start", "when-told"));
    return command;
  }

  /** The script knows what is good for the JVM. */
  private static List<String> flags() {
    Stream<String> flags =
        Stream.of(System.getProperty("warble.devstack.flags", "").split(" ", -1));
    return Stream.concat(
            flags,
            ClassArchive.ofDevstack().stream().flatMap(archive -> archive.options().stream()))
        .filter(flag -> !flag.isEmpty())
        .toList();
  }

  /** The script names the jars of the last build. */
  private static String classPath(Path root) {
    String kept = System.getProperty("warble.devstack.classes");
    return kept == null ? built(root) : kept;
  }

  private static String built(Path root) {
    Path target = root.resolve("devstack/target");
    try (Stream<Path> jars = Files.list(target)) {
      return jars.filter(jar -> jar.getFileName().toString().matches("warble-devstack-.*\\.jar"))
              .findFirst()
              .orElseThrow(() -> notBuilt(target))
          + ":"
          + target.resolve("lib")
          + "/*";
    } catch (IOException absent) {
      throw notBuilt(target);
    }
  }

  private static CommandFailure notBuilt(Path target) {
    return new CommandFailure(
        ExitCode.FAILED, "devstack: not built, nothing in " + target + " (expected: a jar)");
  }

  /** Lets the services start; does not wait for them. */
  void start() {
    try {
      command("start");
    } catch (IOException gone) {
      // Why it is gone, its last event tells whoever awaits something of it.
    }
  }

  /** Ends what was loaded and not started: it has nothing to tidy up. */
  void abandon() {
    closing = true;
    process.destroyForcibly();
    ClassArchive.ofDevstack().ifPresent(archive -> archive.conclude(false));
  }

  /** Completes when a component is up; fails with a {@link CommandFailure} when it is not to be. */
  CompletableFuture<Void> ready(String component) {
    return ready.computeIfAbsent(component, _ -> new CompletableFuture<>());
  }

  /** Completes with all endpoints when everything is up. */
  CompletableFuture<Map<String, String>> endpoints() {
    return ready(EVERYTHING).thenApply(_ -> Map.copyOf(endpoints));
  }

  /**
   * Tells the endpoints now and whenever one changes, as the process of a restarted service does.
   */
  synchronized void tellEndpoints(Consumer<Map<String, String>> listener) {
    this.listener = listener;
    listener.accept(Map.copyOf(endpoints));
  }

  /** Gives Kafka Connect a connector by the name of its file; completes when it runs. */
  CompletableFuture<Void> connector(String name) {
    CompletableFuture<Void> runs = ready(CONNECTOR + name);
    try {
      command("connector\t" + name + ".json");
    } catch (IOException gone) {
      runs.completeExceptionally(gone);
    }
    return runs;
  }

  private void command(String line) throws IOException {
    commands.write(line + "\n");
    commands.flush();
  }

  /** The outcome, or the failure of the devstack when that ends before. */
  <T> T await(Future<T> future) {
    return await(future.toCompletionStage().toCompletableFuture());
  }

  /** The outcome, or the failure of the devstack when that ends before. */
  <T> T await(CompletableFuture<T> future) {
    Waiting.on(CompletableFuture.anyOf(future.exceptionallyCompose(this::reason), end));
    return Waiting.on(future);
  }

  /** Once the devstack has told that it ends, whatever else fails does so because of that. */
  private <T> CompletableFuture<T> reason(Throwable failure) {
    return ending
        ? end.thenCompose(_ -> CompletableFuture.failedFuture(failure))
        : CompletableFuture.failedFuture(failure);
  }

  long pid() {
    return process.pid();
  }

  private void listen(Path errors) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().map(DevstackEvent::parse).forEach(this::hear);
    } catch (IOException | UncheckedIOException closed) {
      // The process is gone, which is told below.
    }
    end.completeExceptionally(
        new CommandFailure(
            ExitCode.BACKING_SERVICE, "devstack: ended unexpectedly, see " + errors));
  }

  /** What happens while everything stops is of no interest. */
  private void hear(DevstackEvent event) {
    if (closing) {
      return;
    }
    switch (event) {
      case DevstackEvent.Change change -> changed(change);
      case DevstackEvent.Endpoint(String key, String value) -> moved(key, value);
      case DevstackEvent.Ready() -> ready(EVERYTHING).complete(null);
      case DevstackEvent.Fatal(String message) -> fail(ExitCode.BACKING_SERVICE, message);
      case DevstackEvent.PortInUse(String message, int port) -> {
        ending = true;
        fail(
            ExitCode.FAILED,
            message + Ports.taker(port) + ": free it, or take free ones by --port 0");
      }
      case DevstackEvent.Unknown(String line) -> progress.say("devstack: " + line);
    }
  }

  private void fail(ExitCode code, String message) {
    end.completeExceptionally(new CommandFailure(code, message));
  }

  private synchronized void moved(String key, String value) {
    endpoints.put(key, value);
    listener.accept(Map.copyOf(endpoints));
  }

  private void changed(DevstackEvent.Change change) {
    switch (change.state()) {
      case "ready" -> {
        progress.done(change.name(), change.sinceItsStart(), change.detail());
        ready(change.name()).complete(null);
      }
      case "failed" -> {
        progress.failed(change.name(), change.sinceItsStart(), change.detail());
        failed(change);
      }
      default -> {
        // That it starts or stops is of no interest.
      }
    }
  }

  /** A component may be tried again at another port; when it is not, a fatal event follows. */
  private void failed(DevstackEvent.Change change) {
    if (change.name().startsWith(CONNECTOR)) {
      String message = change.name() + ": " + change.detail();
      ready(change.name())
          .completeExceptionally(new CommandFailure(ExitCode.BACKING_SERVICE, message));
    }
  }

  /** Stops everything and returns when nothing is left. */
  @Override
  public void close() {
    closing = true;
    end();
    ClassArchive.ofDevstack().ifPresent(archive -> archive.conclude(hasRunConnectors()));
  }

  private boolean hasRunConnectors() {
    return ready.entrySet().stream()
        .anyMatch(it -> it.getKey().startsWith(CONNECTOR) && it.getValue().isDone());
  }

  private void end() {
    try {
      commands.close();
      if (!process.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (IOException alreadyGone) {
      process.destroy();
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
