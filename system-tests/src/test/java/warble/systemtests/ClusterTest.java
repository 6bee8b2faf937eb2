package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import warble.systemtests.Api.Answer;

/** The domains apart, each in a process of its own: they call each other by gRPC. */
class ClusterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path state;
  @AutoClose private static Cluster cluster;

  @BeforeAll
  static void start() {
    cluster = Cluster.start(state);
  }

  @Test
  void theTourWorksAsItDoesInOneProcess() {
    Api ada = cluster.api().as("ada");
    Api grace = cluster.api().as("grace");
    String id = ada.get("/api/v1/users:byUsername?username=grace").ok().at("/user/id").asText();
    ada.follow(id);

    String post = grace.say("It is easier to ask forgiveness.");
    JsonNode item = awaitOnlyItem(ada);
    assertThat(item.at("/post/id").asText()).isEqualTo(post);
    assertThat(item.at("/post/content").asText()).isEqualTo("It is easier to ask forgiveness.");
    assertThat(item.at("/author/username").asText()).isEqualTo("grace");

    JsonNode liked = ada.send("PUT", "/api/v1/posts/" + post + "/like", "").ok();
    assertThat(liked.get("likesCount").asText()).isEqualTo("1");
    assertThat(grace.get("/api/v1/posts/" + post + "/likes").ok().at("/users/0/username").asText())
        .isEqualTo("ada");

    assertThat(ada.send("DELETE", "/api/v1/posts/" + post, "").status()).isEqualTo(403);
    grace.send("DELETE", "/api/v1/posts/" + post, "").ok();
    assertThat(ada.get("/api/v1/feed").ok().get("items")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "user,   warble.user.v1.UserService,     /api/v1/me,                 /api/v1/posts/%s",
    "post,   warble.post.v1.PostService,     /api/v1/posts/%s,           /api/v1/me",
    "follow, warble.follow.v1.FollowService, /api/v1/users/%2$s/followers, /api/v1/posts/%s"
  })
  void onlyCallsThatNeedADeadProcessFailUntilItIsBack(
      String domain, String service, String needingTemplate, String otherTemplate) {
    Api user = cluster.api().as("user_of_" + domain);
    String post = user.say("still here");
    String needing = needingTemplate.formatted(post, user.id());
    String other = otherTemplate.formatted(post);
    user.get(needing).ok();

    cluster.kill(domain);

    assertUnreachable(user.get(needing), service);
    user.get(other).ok();

    cluster.start(domain);

    awaitOk(user, needing);
  }

  @Test
  void whatWasPostedWhileTheFeedWasDeadIsInTheFeed() {
    Api author = cluster.api().as("author");
    Api reader = cluster.api().as("reader");
    reader.follow(author.id());
    reader.get("/api/v1/feed").ok();
    cluster.kill("feed");

    assertUnreachable(reader.get("/api/v1/feed"), "warble.feed.v1.FeedService");
    String post = author.say("is anybody reading?");
    cluster.start("feed");

    assertThat(awaitOnlyItem(reader).at("/post/id").asText()).isEqualTo(post);
  }

  /** The other addresses of the loopback network are there without configuration on Linux only. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aProcessMayStopInPeaceAndComeBackAtAnotherAddress() {
    Api user = cluster.api().as("mover");
    String post = user.say("moved");

    assertThat(cluster.stop("post")).isZero();
    cluster.startAt("127.0.0.2", "post");

    awaitOk(user, "/api/v1/posts/" + post);
  }

  private static void assertUnreachable(Answer answer, String service) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(503);
    assertThat(answer.json().get("code").asInt()).isEqualTo(14);
    assertThat(answer.json().get("message").asText()).isEqualTo(service + " cannot be reached");
    assertThat(answer.json().at("/details/0/@type").asText()).endsWith("google.rpc.RetryInfo");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
  }

  private static JsonNode awaitOnlyItem(Api reader) {
    Awaitility.await()
        .atMost(PATIENCE)
        .until(() -> {
          Answer feed = reader.get("/api/v1/feed");
          return feed.status() == 200 && feed.json().get("items").size() == 1;
        });
    return reader.get("/api/v1/feed").ok().at("/items/0");
  }

  private static void awaitOk(Api user, String path) {
    Awaitility.await(path).atMost(PATIENCE).until(() -> user.get(path).status() == 200);
  }
}
