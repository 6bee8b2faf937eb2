package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.vertx.core.json.JsonArray;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/** {@code feed dead-letters}, on topics of the test's own. */
@BackingServices
class DeadLettersTest {

  private final String posts = "posts-" + UUID.randomUUID();
  private final String follows = "follows-" + UUID.randomUUID();
  private final StringWriter err = new StringWriter();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final PrintStream standardOutput = System.out;

  @TempDir Path folder;

  private String kafka;

  @BeforeEach
  void start(Stack stack) throws ExecutionException, InterruptedException {
    kafka = stack.kafka().bootstrapServers().getFirst().toString();
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
      admin
          .createTopics(
              Stream.of(posts, posts + ".dlq", follows + ".dlq")
                  .map(topic -> new NewTopic(topic, 1, (short) 1))
                  .toList())
          .all()
          .get();
    }
    // Other tests of this JVM run commands that log to standard output.
    ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
    System.setProperty("warble.root", "../..");
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setOut(standardOutput);
    System.clearProperty("warble.root");
  }

  @Test
  void whatIsReplayedIsNotListedAgain() throws ExecutionException, InterruptedException {
    letter("42");

    assertThat(run("list")).isZero();
    assertThat(text()).contains("42", "not JSON").hasLineCount(2);

    assertThat(run("list", "--json")).isZero();
    var listed = new JsonArray(text()).getJsonObject(0);
    assertThat(listed.getString("key")).isEqualTo("42");
    assertThat(listed.getInteger("partition")).isEqualTo(3);

    assertThat(run("replay", posts, "--json")).isZero();
    assertThat(new JsonArray(text()).getJsonObject(0).getInteger("replayed")).isEqualTo(1);

    assertThat(run("list", posts)).isZero();
    assertThat(text().strip()).isEqualTo("No dead letters.");
  }

  private void letter(String key) throws ExecutionException, InterruptedException {
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka), new StringSerializer(), new StringSerializer())) {
      var letter = new ProducerRecord<>(posts + ".dlq", key, "{");
      Map.of(
              "warble.topic", posts,
              "warble.partition", "3",
              "warble.offset", "17",
              "warble.cause", "value: not JSON")
          .forEach(
              (name, value) -> letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      producer.send(letter).get();
    }
  }

  @Test
  void aTopicThatTheFeedDoesNotConsumeIsWrongUsage() {
    assertThat(run("list", "warble.likes")).isEqualTo(2);
    assertThat(err.toString())
        .contains("topic: warble.likes (expected: " + posts + ", " + follows + ")")
        .hasLineCount(1);
  }

  @Test
  void withoutKafkaTheExitCodeIs4() {
    kafka = "127.0.0.1:" + Ports.free();

    assertThat(run("list")).isEqualTo(4);
    assertThat(err.toString()).contains("Kafka is away: " + kafka).hasLineCount(1);
  }

  private int run(String... arguments) {
    out.reset();
    var options =
        List.of(
            "--state=" + folder,
            "--set=kafka.bootstrap-servers=" + kafka,
            "--set=feed.posts.topic=" + posts,
            "--set=feed.follows.topic=" + follows);
    var all =
        Stream.of(List.of("feed", "dead-letters"), List.of(arguments), options)
            .flatMap(List::stream)
            .toArray(String[]::new);
    return Warble.commandLine().setErr(new PrintWriter(err)).execute(all);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
