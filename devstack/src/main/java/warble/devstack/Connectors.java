package warble.devstack;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo.AbstractState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts connector files to Connect and waits until their changes flow. What Connect knows and does
 * is asked in this JVM, where it runs: to ask again and again by HTTP would slow the start.
 *
 * @param folder where the files are
 * @param connect the worker
 * @param postgres whose changes flow
 */
record Connectors(Path folder, Connect connect, PostgresServer postgres) {
  private static final Logger log = LoggerFactory.getLogger(Connectors.class);

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration REQUEST_PAUSE = Duration.ofMillis(50);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration WATCH_PAUSE = Duration.ofSeconds(1);
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);
  private static final int CONFLICT = 409;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Made when something is posted, which a start with known connectors does without. */
  private static final class Http {
    static final HttpClient CLIENT =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** The connector is called as its file. */
  static String name(String file) {
    return file.replaceFirst("\\.json$", "");
  }

  /**
   * Returns when the connector's task runs and its replication slot is in use. Connect calls a
   * connector RUNNING that has lost its slot and has no task any more, so its own word is not
   * enough.
   *
   * @param overrides replace entries of the file
   */
  void post(String file, Map<String, String> overrides) throws IOException, InterruptedException {
    var name = name(file);
    var config = read(file);
    config.putAll(overrides);
    var deadline = Deadline.after(PATIENCE);
    deadline
        .pausing(REQUEST_PAUSE)
        .await(
            () -> isTakenUp(name, config) || isAccepted(name, config),
            "Connect is busy with a rebalance");
    awaitChanges(name, config.getOrDefault("slot.name", ""), deadline.pausing(PAUSE));
  }

  private Map<String, String> read(String file) throws IOException {
    var path = folder.resolve(file).normalize();
    if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
      throw new IOException("no such file in " + folder);
    }
    if (JSON.readTree(path.toFile()) instanceof ObjectNode config) {
      return JSON.convertValue(config, new TypeReference<TreeMap<String, String>>() {});
    }
    throw new IOException(path + " is not a JSON object");
  }

  /**
   * A connector that is put again stops and starts, even with the configuration it has, so one that
   * runs is left alone. One that has failed does not try again by itself.
   */
  private boolean isTakenUp(String name, Map<String, String> config)
      throws IOException, InterruptedException {
    return isKnown(name, config) && (!hasFailed(name) || isRestarted(name));
  }

  private boolean isKnown(String name, Map<String, String> config)
      throws IOException, InterruptedException {
    var named = new TreeMap<>(config);
    named.put("name", name);
    return connect.config(name).equals(named);
  }

  private boolean hasFailed(String name) throws IOException {
    return states(name).anyMatch(part -> isIn(part, "FAILED"));
  }

  /**
   * Starts again what fails from now on, until this JVM ends: a task that is started while the
   * database is away fails for good, and Connect leaves it so.
   */
  void keepRunning(String file) {
    Thread.ofVirtual().start(() -> watch(name(file)));
  }

  private void watch(String name) {
    try {
      while (true) {
        Thread.sleep(WATCH_PAUSE);
        restartIfFailed(name);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void restartIfFailed(String name) throws InterruptedException {
    try {
      if (hasFailed(name)) {
        log.warn("{} has failed; it is started again", name);
        isRestarted(name);
      }
    } catch (IOException e) {
      log.warn("{}", name, e);
    }
  }

  private boolean isRestarted(String name) throws IOException, InterruptedException {
    var restart =
        request(name + "/restart?includeTasks=true&onlyFailed=true")
            .POST(HttpRequest.BodyPublishers.noBody());
    var response = Http.CLIENT.send(restart.build(), HttpResponse.BodyHandlers.discarding());
    awaitRestart(name);
    return response.statusCode() == 202;
  }

  /**
   * Connect answers before it restarts, so that for a while the failure is still that of the life
   * before. One that is there for longer is a new one, which the caller will find.
   */
  private void awaitRestart(String name) throws IOException, InterruptedException {
    long until = System.nanoTime() + RESTART_PATIENCE.toNanos();
    while (hasFailed(name) && System.nanoTime() < until) {
      Thread.sleep(PAUSE);
    }
  }

  private boolean isAccepted(String name, Map<String, String> config)
      throws IOException, InterruptedException {
    var request =
        request(name + "/config")
            .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(config)));
    var response = Http.CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300 && response.statusCode() != CONFLICT) {
      throw new IOException(JSON.readTree(response.body()).path("message").asText(response.body()));
    }
    return response.statusCode() != CONFLICT;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(connect.api().resolve("/connectors/" + path))
        .header("Content-Type", "application/json");
  }

  private void awaitChanges(String name, String slot, Deadline deadline)
      throws IOException, InterruptedException {
    try (var connection = postgres.connect("postgres");
        var query =
            connection.prepareStatement(
                "SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
      query.setString(1, slot);
      deadline.await(
          () -> isRunning(name) && isActive(query),
          "no changes flow after " + PATIENCE.toSeconds() + " s");
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }

  /** A connector and at least one task. */
  private boolean isRunning(String name) throws IOException {
    var states = states(name).toList();
    for (var state : states) {
      requireNotFailed(state);
    }
    return states.size() > 1 && states.stream().allMatch(state -> isIn(state, "RUNNING"));
  }

  /** Of the connector and then of its tasks; nothing as long as Connect does not know it. */
  private Stream<AbstractState> states(String name) throws IOException {
    return connect
        .status(name)
        .map(status -> Stream.concat(Stream.of(status.connector()), status.tasks().stream()))
        .orElse(Stream.empty());
  }

  private static void requireNotFailed(AbstractState state) throws IOException {
    if (isIn(state, "FAILED")) {
      throw new IOException(
          String.valueOf(state.trace()).lines().limit(3).reduce("", (a, b) -> a + " " + b));
    }
  }

  private static boolean isIn(AbstractState state, String expected) {
    return state.state().equals(expected);
  }

  private static boolean isActive(PreparedStatement query) throws IOException {
    try (var rows = query.executeQuery()) {
      return rows.next() && rows.getBoolean(1);
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
