package warble.devstack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Posts connector files to Connect and waits until their changes flow. */
final class Connectors {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);
  private static final int CONFLICT = 409;

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final URI connect;
  private final PostgresServer postgres;

  Connectors(Path folder, URI connect, PostgresServer postgres) {
    this.folder = folder;
    this.connect = connect;
    this.postgres = postgres;
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
    var config = read(file);
    overrides.forEach(config::put);
    var deadline = Deadline.after(PATIENCE).pausing(PAUSE);
    deadline.await(
        () -> isTakenUp(name(file), config) || isAccepted(name(file), config),
        "Connect is busy with a rebalance");
    deadline.await(
        () -> isRunning(name(file)) && isActive(config.path("slot.name").asText()),
        "no changes flow after " + PATIENCE.toSeconds() + " s");
  }

  private ObjectNode read(String file) throws IOException {
    var path = folder.resolve(file).normalize();
    if (!path.startsWith(folder) || !Files.isRegularFile(path)) {
      throw new IOException("no such file in " + folder);
    }
    if (json.readTree(path.toFile()) instanceof ObjectNode config) {
      return config;
    }
    throw new IOException(path + " is not a JSON object");
  }

  /**
   * A connector that is put again stops and starts, even with the configuration it has, so one that
   * runs is left alone. One that has failed does not try again by itself.
   */
  private boolean isTakenUp(String name, ObjectNode config)
      throws IOException, InterruptedException {
    return isKnown(name, config) && (!hasFailed(name) || isRestarted(name));
  }

  private boolean hasFailed(String name) throws IOException, InterruptedException {
    var status = status(name);
    return Stream.concat(Stream.of(status.path("connector")), tasks(status))
        .anyMatch(part -> isIn(part, "FAILED"));
  }

  private boolean isRestarted(String name) throws IOException, InterruptedException {
    var restart =
        request(name + "/restart?includeTasks=true&onlyFailed=true")
            .POST(HttpRequest.BodyPublishers.noBody());
    var response = http.send(restart.build(), HttpResponse.BodyHandlers.discarding());
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

  private boolean isKnown(String name, ObjectNode config) throws IOException, InterruptedException {
    var response =
        http.send(request(name + "/config").build(), HttpResponse.BodyHandlers.ofString());
    return response.statusCode() == 200
        && json.readTree(response.body()).equals(config.deepCopy().put("name", name));
  }

  private boolean isAccepted(String name, ObjectNode config)
      throws IOException, InterruptedException {
    var request =
        request(name + "/config").PUT(HttpRequest.BodyPublishers.ofString(config.toString()));
    var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() >= 300 && response.statusCode() != CONFLICT) {
      throw new IOException(json.readTree(response.body()).path("message").asText(response.body()));
    }
    return response.statusCode() != CONFLICT;
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(connect.resolve("/connectors/" + path))
        .header("Content-Type", "application/json");
  }

  private boolean isRunning(String name) throws IOException, InterruptedException {
    var status = status(name);
    requireNotFailed(status.path("connector"));
    for (var task : status.path("tasks")) {
      requireNotFailed(task);
    }
    return !status.path("tasks").isEmpty() && tasks(status).allMatch(task -> isIn(task, "RUNNING"));
  }

  private JsonNode status(String name) throws IOException, InterruptedException {
    var response =
        http.send(request(name + "/status").build(), HttpResponse.BodyHandlers.ofString());
    return json.readTree(response.body());
  }

  private static Stream<JsonNode> tasks(JsonNode status) {
    return StreamSupport.stream(status.path("tasks").spliterator(), false);
  }

  private static void requireNotFailed(JsonNode status) throws IOException {
    if (isIn(status, "FAILED")) {
      throw new IOException(
          status.path("trace").asText().lines().limit(3).reduce("", (a, b) -> a + " " + b));
    }
  }

  private static boolean isIn(JsonNode status, String state) {
    return status.path("state").asText().equals(state);
  }

  private boolean isActive(String slot) throws IOException {
    try (var connection = postgres.connect("postgres");
        var query =
            connection.prepareStatement(
                "SELECT active FROM pg_replication_slots WHERE slot_name = ?")) {
      query.setString(1, slot);
      try (var rows = query.executeQuery()) {
        return rows.next() && rows.getBoolean(1);
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
