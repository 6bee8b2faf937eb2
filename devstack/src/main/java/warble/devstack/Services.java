package warble.devstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The whole laptop on one screen: which components there are, and who needs whom.
 *
 * @param all by name
 * @param connectors the changes that flow from Postgres to Kafka
 * @param ports where they listen
 */
record Services(Map<String, Supervised> all, Connectors connectors, Ports ports) {
  private static final int PATIENCE_SECONDS = 30;

  static Services assemble(Options options, Events events) {
    var ports = options.ports().get();
    var data = options.data();
    var binaries = new Binaries(options.cache());
    var superuser = new PostgresSuperuser(data.resolve("postgres/superuser.password"));
    var primary = new PostgresServer(data.resolve("postgres/primary"), ports.postgres(), superuser);
    var replica = new PostgresServer(data.resolve("postgres/replica"), ports.replica(), superuser);
    var connect = new Connect(ports);
    var all = new LinkedHashMap<String, Supervised>();
    for (var component :
        List.of(
            new Postgres(primary, superuser, binaries, options.databases()),
            new PostgresReplica(replica, primary, superuser, binaries),
            new Redis(data.resolve("redis"), ports.redis(), binaries),
            new Kafka(data.resolve("kafka"), ports, options.topics()),
            connect)) {
      all.put(component.name(), new Supervised(component, events));
    }
    return new Services(all, new Connectors(options.connectors(), connect, primary), ports);
  }

  /**
   * Everything at once; a component waits only for the one it cannot start without. The first
   * failure ends the wait.
   */
  void start() throws ComponentFailure, InterruptedException {
    var threads = threads();
    var starts = new ExecutorCompletionService<Boolean>(threads);
    var kafka = starts.submit(starting("kafka"));
    var postgres = starts.submit(starting("postgres"));
    starts.submit(starting("redis"));
    starts.submit(startingAfter(postgres, "replica"));
    starts.submit(startingAfter(kafka, "connect"));
    threads.shutdown();
    for (int ended = 0; ended < all.size(); ended++) {
      await(starts.take());
    }
  }

  private static ExecutorService threads() {
    return Executors.newThreadPerTaskExecutor(Thread.ofPlatform().daemon().factory());
  }

  private Callable<Boolean> starting(String name) {
    return () -> {
      component(name).start();
      return true;
    };
  }

  private Callable<Boolean> startingAfter(Future<Boolean> needed, String name) {
    return () -> needed.get() && starting(name).call();
  }

  private Supervised component(String name) {
    var component = all.get(name);
    if (component == null) {
      throw new IllegalArgumentException(name);
    }
    return component;
  }

  private static void await(Future<Boolean> start) throws ComponentFailure, InterruptedException {
    try {
      start.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ComponentFailure failure -> throw failure;
        case InterruptedException interruption -> throw interruption;
        case null, default -> throw new ComponentFailure("devstack", e.getCause());
      }
    }
  }

  /** Lets nothing start any more. */
  void retire() {
    all.values().forEach(Supervised::retire);
  }

  /** Connect first, because it would complain of everybody else's end. */
  void stop() {
    var others = new ArrayList<>(all.values());
    others.remove(component("connect"));
    stop(List.of(component("connect")));
    stop(others);
  }

  /**
   * A component that does not end in time is left to the end of this process, which its own
   * follows.
   */
  private static void stop(List<Supervised> components) {
    var threads = threads();
    try {
      threads.invokeAll(
          components.stream().map(Services::stopping).toList(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
    }
  }

  private static Callable<Boolean> stopping(Supervised component) {
    return () -> {
      component.stop();
      return true;
    };
  }
}
