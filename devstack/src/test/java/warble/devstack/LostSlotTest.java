package warble.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slot is lost and repaired, step by step as docs/posts.md says. */
class LostSlotTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ObjectMapper json = new ObjectMapper();
  private Path data;
  private RunningDevstack devstack;

  @BeforeEach
  void start() throws IOException, SQLException {
    data = RunningDevstack.newDataFolder();
    devstack = RunningDevstack.start(data);
    devstack.execute(
        "postdb",
        "CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, content text NOT NULL)",
        "CREATE UNIQUE INDEX posts_by_author ON posts (author_id, id)",
        "ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_by_author",
        "CREATE PUBLICATION warble_posts FOR TABLE posts (id, author_id) WITH (publish = 'insert, delete')");
    assertThat(devstack.ask("connector\tposts.json", "connector\tposts\t"))
        .startsWith("connector\tposts\tready\t");
  }

  @AfterEach
  void stop() throws IOException {
    devstack.close();
  }

  @Test
  void whatWasMissedComesByASnapshotAndNothingElseAgain() throws Exception {
    post(1);
    awaitRecords("1c");
    devstack.ask("stop\tconnect", "component\tconnect\tstopped\t");
    post(2);
    loseSlot();
    post(3);
    devstack.ask("start\tconnect", "component\tconnect\tready\t");
    devstack.execute("postdb", "DELETE FROM posts WHERE id = 2");

    repair(2);
    awaitRecords("1c", "3r");
    post(4);
    awaitRecords("1c", "3r", "4c");
    await().atMost(PATIENCE).until(() -> !request("GET", "/offsets", "").contains("snapshot"));
    requestConfig(file());
    post(5);
    awaitRecords("1c", "3r", "4c", "5c");
  }

  private void post(int id) throws SQLException {
    devstack.execute("postdb", "INSERT INTO posts VALUES (%d, 70, '')".formatted(id));
  }

  /** Given up for having been idle, which looks as it does for having kept too much. */
  private void loseSlot() throws SQLException {
    superuser("ALTER SYSTEM SET idle_replication_slot_timeout = '1s'", "SELECT pg_reload_conf()");
    await()
        .atMost(PATIENCE)
        .until(() -> {
          superuser("CHECKPOINT");
          return slotIs("lost");
        });
    superuser("ALTER SYSTEM RESET idle_replication_slot_timeout", "SELECT pg_reload_conf()");
  }

  private void superuser(String... statements) throws SQLException {
    var password = new PostgresSuperuser(data.resolve("postgres/superuser.password")).password();
    var url = "jdbc:postgresql://127.0.0.1:%d/postdb".formatted(devstack.port("postgres"));
    try (var connection = DriverManager.getConnection(url, PostgresSuperuser.NAME, password);
        var statement = connection.createStatement()) {
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private boolean slotIs(String state) throws SQLException {
    try (var connection = devstack.connect("postgres", "postdb");
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'warble_posts'")) {
      return rows.next() && state.equals(rows.getString(1));
    }
  }

  /** From the first post that may have been missed. */
  private void repair(int from) throws Exception {
    request("PUT", "/stop", "");
    await().atMost(PATIENCE).until(() -> status().contains("STOPPED"));
    request("DELETE", "/offsets", "");
    devstack.execute("postdb", "SELECT pg_drop_replication_slot('warble_posts')");
    requestConfig(
        file()
            .put("snapshot.select.statement.overrides", "public.posts")
            .put(
                "snapshot.select.statement.overrides.public.posts",
                "SELECT id, author_id FROM posts WHERE id >= " + from));
    request("PUT", "/resume", "");
  }

  private void requestConfig(ObjectNode config) throws IOException, InterruptedException {
    request("PUT", "/config", config.toString());
  }

  private ObjectNode file() throws IOException {
    return (ObjectNode) json.readTree(Path.of("../conf/connectors/posts.json").toFile());
  }

  private String status() throws IOException, InterruptedException {
    return request("GET", "/status", "");
  }

  private String request(String method, String path, String body)
      throws IOException, InterruptedException {
    var uri =
        URI.create(
            "http://127.0.0.1:%d/connectors/posts%s".formatted(devstack.port("connect"), path));
    var request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var response = HTTP.send(request, BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isLessThan(300);
    return response.body();
  }

  /** Identifiers and operations. */
  private void awaitRecords(String... expected) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", "127.0.0.1:" + devstack.port("kafka"));
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      var partitions =
          consumer.partitionsFor("warble.posts").stream()
              .map(it -> new TopicPartition(it.topic(), it.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var records = new ArrayList<String>();
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            for (var record : consumer.poll(Duration.ofMillis(100))) {
              var row = json.readTree(record.value());
              records.add(row.get("id").asText() + row.get("__op").asText());
            }
            assertThat(records.stream().distinct()).containsExactly(expected);
          });
    }
  }
}
