package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A live feed from Postgres through change capture, fan-out and gateway to who listens. */
@Warbling
class LiveFeedTest {

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void whoListensIsSentPostsAndWhoComesBackWhatWasMissed(LaptopProcess laptop)
      throws IOException, InterruptedException {
    Api author = Api.of(laptop).as("heard");
    Api reader = Api.of(laptop).as("listener");
    reader.follow(author.id());
    String last;
    try (var events = Events.of(reader, "")) {
      assertThat(events.next().data().has("item")).isFalse();
      String post = author.say("can you hear me?");

      Events.Event event = events.next();
      assertThat(event.data().at("/item/post/id").asText()).isEqualTo(post);
      assertThat(event.data().at("/item/author/username").asText()).isEqualTo("heard");
      assertThat(event.data().at("/eventId").asText()).isEqualTo(event.id()).isNotEmpty();
      last = event.id();
    }
    String missed = author.say("and now?");
    try (var events = Events.of(reader, last)) {
      events.next();
      String id;
      do {
        // What is repeated comes first.
        id = events.next().data().at("/item/post/id").asText();
      } while (!id.equals(missed));
    }
  }

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void whoLogsOutHearsNoMore(LaptopProcess laptop) throws IOException, InterruptedException {
    Api reader = Api.of(laptop).as("deaf");
    try (var events = Events.of(reader, "")) {
      events.next();
      reader.post("/api/v1/logout:all", "").ok();

      assertThat(events.next().data().at("/details/0/reason").asText()).isEqualTo("TOKEN_REVOKED");
    }
  }
}
