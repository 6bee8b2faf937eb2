package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the running system says of its API. */
@Warbling
class ApiDescriptionTest {

  /** It is kept for the lint that follows the tests. */
  @Test
  void everyRouteIsDescribedWithTheCommentOfItsContract(LaptopProcess laptop) throws IOException {
    Api.Answer answer = Api.of(laptop).get("/openapi.json");
    Files.writeString(Path.of("target/openapi.json"), answer.text());

    JsonNode write = answer.ok().at("/paths/~1api~1v1~1posts/post");
    assertThat(write.path("operationId").asText()).isEqualTo("PostService_CreatePost");
    assertThat(write.path("summary").asText()).isEqualTo("Writes a post");
    assertThat(write.path("security")).hasSize(1);
    assertThat(answer.json().at("/paths/~1api~1v1~1login/post/security")).isEmpty();
  }
}
