package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Posts and likes while the stores are killed and paused at random moments, compared with what was
 * acknowledged, and with what change capture told.
 */
class PostFaultsTest {

  private static final int AUTHORS = 3;
  private static final int FAULTS = 8;
  private static final Duration RECOVERY = Duration.ofSeconds(90);

  /**
   * The devstack's process is Kafka and Connect; it is paused only, for its end is the end of all.
   */
  private static final List<String> VICTIMS =
      List.of("pid.redis", "pid.postgres", "pid.replica", "pid.devstack");

  @TempDir Path state;

  @Test
  void nothingThatWasAcknowledgedIsLostOrDoubled() throws IOException, InterruptedException {
    try (LaptopProcess laptop = LaptopProcess.up(state)) {
      long seed = Long.getLong("warble.seed", ThreadLocalRandom.current().nextLong());
      Random random = new Random(seed);
      Api reader = Api.of(laptop).as("reader");
      List<Writer> writers =
          IntStream.range(0, AUTHORS).mapToObj(i -> Writer.of(laptop, "author" + i)).toList();
      writers.forEach(writer -> reader.follow(writer.api().id()));
      String viral = writers.getFirst().api().say("like me");

      List<Thread> threads =
          writers.stream()
              .map(writer -> Thread.startVirtualThread(() -> writer.write(viral)))
              .toList();
      for (int i = 0; i < FAULTS; i++) {
        fault(laptop, random);
      }
      writers.forEach(writer -> writer.over().add(true));
      for (Thread thread : threads) {
        thread.join(RECOVERY);
      }

      Awaitility.await("what was acknowledged; -Dwarble.seed=" + seed + " has the same faults")
          .atMost(RECOVERY)
          .pollInterval(Duration.ofSeconds(1))
          .ignoreExceptions()
          .untilAsserted(() -> check(laptop, writers, viral));
      // Readers need not wait for the changes: what is not told yet is read from the posts.
      Awaitility.await()
          .atMost(RECOVERY)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> writers.forEach(writer -> checkChanges(laptop, writer)));
    }
  }

  private static void fault(LaptopProcess laptop, Random random)
      throws IOException, InterruptedException {
    String victim = VICTIMS.get(random.nextInt(VICTIMS.size()));
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(300 + random.nextInt(1_500)));
    if (!victim.equals("pid.devstack") && random.nextBoolean()) {
      laptop.kill(victim);
      return;
    }
    String pid = Long.toString(laptop.running(victim).pid());
    signal("STOP", pid);
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200 + random.nextInt(2_500)));
    signal("CONT", pid);
  }

  private static void signal(String name, String pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
  }

  private static void check(LaptopProcess laptop, List<Writer> writers, String viral) {
    Api reader = Api.of(laptop).login("reader");
    Set<String> fed = Set.copyOf(feed(reader));
    int likers = 0;
    for (Writer writer : writers) {
      List<String> listed = ids(reader, "/api/v1/users/" + writer.id() + "/posts", "posts", "/id");
      assertThat(listed).doesNotHaveDuplicates().containsAll(writer.posts());
      assertThat(contents(reader, writer)).doesNotHaveDuplicates();
      assertThat(fed).containsAll(listed);
      likers += writer.likes(viral) ? 1 : 0;
    }
    JsonNode post = reader.get("/api/v1/posts/" + viral).ok().get("post");
    assertThat(post.get("likesCount").asInt()).isEqualTo(likers);
  }

  /** Some changes come twice, but the first time in the order in which they were made. */
  private static void checkChanges(LaptopProcess laptop, Writer writer) {
    List<Long> told = Changes.ofPosts(laptop, writer.id()).stream().distinct().toList();
    assertThat(told)
        .as(() -> Changes.capture(laptop))
        .isSorted()
        .containsAll(writer.posts().stream().map(Long::valueOf).toList());
  }

  private static List<String> contents(Api reader, Writer writer) {
    return ids(reader, "/api/v1/users/" + writer.id() + "/posts", "posts", "/content");
  }

  private static List<String> feed(Api reader) {
    List<String> feed = ids(reader, "/api/v1/feed", "items", "/post/id");
    assertThat(feed).doesNotHaveDuplicates();
    return feed;
  }

  /** A field of everything on all pages of a list. */
  private static List<String> ids(Api reader, String list, String items, String field) {
    List<String> all = new ArrayList<>();
    String token = "";
    do {
      JsonNode page = reader.get(list + "?pageSize=100&pageToken=" + token).ok();
      StreamSupport.stream(page.path(items).spliterator(), false)
          .map(item -> item.at(field).asText())
          .forEach(all::add);
      token = page.path("nextPageToken").asText();
    } while (!token.isEmpty());
    return all;
  }

  /**
   * Somebody who posts and likes without pause, and repeats what was not acknowledged.
   *
   * @param posts what was acknowledged
   * @param over not empty when it is time to stop
   */
  private record Writer(Api api, String id, List<String> posts, Set<Boolean> over) {

    static Writer of(LaptopProcess laptop, String name) {
      Api api = Api.of(laptop).as(name);
      return new Writer(api, api.id(), new ArrayList<>(), ConcurrentHashMap.newKeySet());
    }

    void write(String viral) {
      for (int i = 0; over.isEmpty(); i++) {
        String content = "post " + i;
        JsonNode answer =
            repeat(
                () -> api.post("/api/v1/posts", Api.json("content", content), id + "-" + content));
        posts.add(answer.at("/post/id").asText());
        String method = i % 3 == 0 ? "DELETE" : "PUT";
        repeat(() -> api.send(method, "/api/v1/posts/" + viral + "/like", ""));
      }
    }

    boolean likes(String viral) {
      return api.get("/api/v1/posts/" + viral).ok().at("/post/likedByMe").asBoolean();
    }

    private interface Attempt {
      Api.Answer make();
    }

    /** Until it is acknowledged; the idempotency key sees to it that it is done once. */
    private static JsonNode repeat(Attempt attempt) {
      return Awaitility.await()
          .atMost(RECOVERY)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .ignoreExceptionsMatching(AssertionError.class::isInstance)
          .until(attempt::make, answer -> answer.status() == 200)
          .json();
    }
  }
}
