package warble.launcher;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import warble.runtime.postgres.Database;
import warble.runtime.postgres.Migrations;

/** Brings the databases of some domains to the schema of this version, all at the same time. */
final class SchemaUpdate {

  private SchemaUpdate() {}

  /** Blocks until all are done. */
  static void run(List<ConfiguredDomain<?>> domains, Progress progress) {
    long startedAt = System.nanoTime();
    List<Database> databases =
        domains.stream().flatMap(domain -> domain.databases().stream()).toList();
    runAll(databases);
    if (!databases.isEmpty()) {
      progress.done("schema", Progress.since(startedAt), names(databases));
    }
  }

  private static String names(List<Database> databases) {
    return databases.stream()
        .map(database -> database.config().database())
        .collect(Collectors.joining(", "));
  }

  private static void runAll(List<Database> databases) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> updates =
          databases.stream()
              .<Future<?>>map(database -> threads.submit(() -> Migrations.run(database)))
              .toList();
      for (Future<?> update : updates) {
        update.get();
      }
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
