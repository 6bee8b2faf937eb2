package warble.devstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is committed to Postgres arrives in Kafka by the project's own connector files. */
class ChangesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static RunningDevstack devstack;

  @BeforeAll
  static void start() throws IOException, SQLException {
    devstack = RunningDevstack.start(RunningDevstack.newDataFolder());
    devstack.execute(
        "postdb",
        "CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL, content text NOT NULL)",
        "CREATE UNIQUE INDEX posts_by_author ON posts (author_id, id)",
        "ALTER TABLE posts REPLICA IDENTITY USING INDEX posts_by_author",
        "INSERT INTO posts VALUES (1, 70, 'before the connector')");
    devstack.execute(
        "followdb",
        "CREATE TABLE follows (follower_id bigint, followee_id bigint, PRIMARY KEY (follower_id, followee_id))",
        "CREATE PUBLICATION warble_follows FOR TABLE follows (follower_id, followee_id)"
            + " WITH (publish = 'insert, delete')");
    // Before there is what it publishes it fails, and the next attempt is a new one.
    assertThat(devstack.ask("connector\tposts.json", "connector\tposts\t"))
        .startsWith("connector\tposts\tfailed\t");
    devstack.execute(
        "postdb",
        "CREATE PUBLICATION warble_posts FOR TABLE posts (id, author_id) WITH (publish = 'insert, delete')");
    assertThat(devstack.ask("connector\tposts.json", "connector\tposts\t"))
        .startsWith("connector\tposts\tready\t");
    assertThat(devstack.ask("connector\tfollows.json", "connector\tfollows\t"))
        .startsWith("connector\tfollows\tready\t");
  }

  @AfterAll
  static void stop() throws IOException {
    devstack.close();
  }

  @Test
  void aPostArrivesUnderItsAuthorAndSoDoesItsEnd() throws SQLException {
    devstack.execute(
        "postdb",
        "INSERT INTO posts VALUES (2, 70, 'hello')",
        "UPDATE posts SET content = 'changed' WHERE id = 2",
        "DELETE FROM posts WHERE id = 2");

    assertThat(records("warble.posts", 3))
        .extracting(ConsumerRecord::key, ConsumerRecord::value)
        .containsExactly(
            tuple("70", "{\"id\":1,\"author_id\":70,\"__op\":\"r\"}"),
            tuple("70", "{\"id\":2,\"author_id\":70,\"__op\":\"c\"}"),
            tuple("70", "{\"id\":2,\"author_id\":70,\"__op\":\"d\"}"));
  }

  @Test
  void aFollowArrivesUnderItsFollowerAndSoDoesItsEnd() throws SQLException {
    devstack.execute(
        "followdb",
        "INSERT INTO follows VALUES (5, 6)",
        "DELETE FROM follows WHERE follower_id = 5");

    assertThat(records("warble.follows", 2))
        .extracting(ConsumerRecord::key, ConsumerRecord::value)
        .containsExactly(
            tuple("5", "{\"follower_id\":5,\"followee_id\":6,\"__op\":\"c\"}"),
            tuple("5", "{\"follower_id\":5,\"followee_id\":6,\"__op\":\"d\"}"));
  }

  @Test
  void aTaskThatHasFailedIsStartedAgain() throws SQLException, IOException, InterruptedException {
    devstack.execute("followdb", "DROP PUBLICATION warble_follows");
    follows("POST", "restart?includeTasks=true");
    Awaitility.await().atMost(PATIENCE).until(() -> follows("GET", "status").contains("FAILED"));

    devstack.execute(
        "followdb",
        "CREATE PUBLICATION warble_follows FOR TABLE follows (follower_id, followee_id)"
            + " WITH (publish = 'insert, delete')");

    Awaitility.await().atMost(PATIENCE).until(() -> isActive("warble_follows"));
  }

  /** What Connect answers about the connector of follows. */
  private static String follows(String method, String path)
      throws IOException, InterruptedException {
    var uri = "http://127.0.0.1:" + devstack.port("connect") + "/connectors/follows/" + path;
    try (var http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create(uri))
                  .method(method, HttpRequest.BodyPublishers.noBody())
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    }
  }

  private static boolean isActive(String slot) throws SQLException {
    try (var connection = devstack.connect("postgres", "followdb");
        var query =
            connection.prepareStatement(
                "SELECT FROM pg_replication_slots WHERE slot_name = ? AND active")) {
      query.setString(1, slot);
      return query.executeQuery().next();
    }
  }

  @Test
  void aFileThatIsNotThereIsAFailedConnector() throws IOException {
    assertThat(devstack.ask("connector\tnobody.json", "connector\tnobody\t"))
        .startsWith("connector\tnobody\tfailed\t")
        .contains("no such file");
  }

  private static List<ConsumerRecord<String, String>> records(String topic, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers", "127.0.0.1:" + devstack.port("kafka"),
            "group.id", "test-of-" + topic,
            "auto.offset.reset", "earliest");
    var records = new ArrayList<ConsumerRecord<String, String>>();
    try (var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
      consumer.subscribe(List.of(topic));
      for (var deadline = System.nanoTime() + PATIENCE.toNanos();
          records.size() < count && System.nanoTime() < deadline; ) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
    }
    return records;
  }
}
