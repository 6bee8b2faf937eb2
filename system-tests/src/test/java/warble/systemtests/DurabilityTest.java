package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after a restart, whatever was killed before. */
class DurabilityTest {

  @TempDir Path state;

  @Test
  void aRestartKeepsUsersPostsFollowsAndFeeds() {
    Story story;
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      story = Story.begin(laptop);
      story.grow(laptop);
      assertThat(laptop.stop()).isZero();
    }
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      story.holds(laptop);
    }
  }

  @Test
  void nothingIsLostAndNothingIsLeftWhenTheProgramIsKilled() {
    Story story;
    Map<String, Long> pids;
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      story = Story.begin(laptop);
      story.grow(laptop);
      pids = laptop.pids();
      laptop.kill("pid");
    }
    assertAllEnd(pids);
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      story.holds(laptop);
    }
  }

  @Test
  void nothingIsLostWhenABackingServiceIsKilled() {
    Story story;
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      story = Story.begin(laptop);
    }
    for (String victim : List.of("pid.redis", "pid.postgres", "pid.devstack")) {
      try (LaptopProcess laptop = LaptopProcess.up(state)) {
        story.grow(laptop);
        laptop.kill(victim);
      }
      try (LaptopProcess laptop = LaptopProcess.up(state)) {
        story.holds(laptop);
      }
    }
  }

  private static void assertAllEnd(Map<String, Long> pids) {
    Awaitility.await("end of " + pids)
        .atMost(Duration.ofSeconds(15))
        .until(() ->
            pids.values().stream()
                .noneMatch(
                    pid -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()));
  }

  /** A reader, an author whom the reader follows, and the posts that were acknowledged. */
  private record Story(List<String> posts) {

    static Story begin(LaptopProcess laptop) {
      Api reader = Api.of(laptop).as("reader");
      reader.follow(Api.of(laptop).as("author").id());
      return new Story(new ArrayList<>());
    }

    void grow(LaptopProcess laptop) {
      Api author = Api.of(laptop).login("author");
      for (int i = 0; i < 5; i++) {
        posts.addFirst(author.say("post " + i));
      }
    }

    void holds(LaptopProcess laptop) {
      Api reader = Api.of(laptop).login("reader");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(feed(reader)).isEqualTo(posts));
    }

    private static List<String> feed(Api reader) {
      JsonNode items = reader.get("/api/v1/feed?pageSize=100").ok().get("items");
      return StreamSupport.stream(items.spliterator(), false)
          .map(item -> item.at("/post/id").asText())
          .toList();
    }
  }
}
