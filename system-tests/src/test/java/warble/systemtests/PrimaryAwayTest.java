package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What people can still do while the primary of Postgres says nothing. */
@Warbling
class PrimaryAwayTest {

  @Test
  void everythingIsReadOnAndNothingIsWritten(LaptopProcess laptop) throws Exception {
    Api author = Api.of(laptop).as("away_author");
    Api reader = Api.of(laptop).as("away_reader");
    String authorId = author.id();
    reader.follow(authorId);
    String post = author.say("before");
    Awaitility.await()
        .untilAsserted(() -> assertThat(authorOfFirst(reader)).isEqualTo("away_author"));

    signal("STOP", laptop);
    try {
      Awaitility.await()
          .ignoreExceptions()
          .untilAsserted(() -> assertThat(authorOfFirst(reader)).isEqualTo("away_author"));
      assertThat(reader.get("/api/v1/posts/" + post).ok().at("/post/content").asText())
          .isEqualTo("before");
      assertThat(reader.get("/api/v1/users/" + authorId).ok().at("/user/followersCount").asInt())
          .isEqualTo(1);
      assertThat(reader.get("/api/v1/users/" + authorId + "/followers").ok().get("userIds"))
          .hasSize(1);
      assertThat(Api.of(laptop).login("away_reader").id()).isEqualTo(reader.id());
      assertThat(author.post("/api/v1/posts", Api.json("content", "now?")).status()).isIn(503, 504);
    } finally {
      signal("CONT", laptop);
    }

    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .untilAsserted(() -> assertThat(author.say("again")).isNotEmpty());
  }

  private static String authorOfFirst(Api reader) {
    return reader.get("/api/v1/feed").ok().at("/items/0/author/username").asText();
  }

  /** To all of its processes: each connection has one of its own. */
  private static void signal(String name, LaptopProcess laptop)
      throws IOException, InterruptedException {
    ProcessHandle postgres =
        ProcessHandle.of(Long.parseLong(laptop.property("pid.postgres"))).orElseThrow();
    List<String> kill =
        Stream.concat(Stream.of(postgres), postgres.descendants())
            .map(process -> Long.toString(process.pid()))
            .collect(Collectors.toCollection(ArrayList::new));
    kill.addAll(0, List.of("kill", "-" + name));
    new ProcessBuilder(kill).start().waitFor();
  }
}
