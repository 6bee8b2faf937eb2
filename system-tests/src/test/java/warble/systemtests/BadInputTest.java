package warble.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import warble.systemtests.Api.Answer;

/** What the API says to those who get something wrong along the tour. */
@Warbling
class BadInputTest {

  private static final String GOOD_ACCOUNT =
      "\"username\":\"somebody\",\"email\":\"some@body.org\",\"password\":\"long enough\"";

  static Stream<Arguments> refusedBodies() {
    return Stream.of(
        Arguments.of("/api/v1/register", "{}", "username"),
        Arguments.of("/api/v1/register", "{" + GOOD_ACCOUNT + ",\"shoe\":9}", "shoe"),
        Arguments.of("/api/v1/register", "{\"username\":7}", "username"),
        Arguments.of("/api/v1/register", "{" + GOOD_ACCOUNT + "} {}", ""),
        Arguments.of("/api/v1/register", "[]", ""),
        Arguments.of("/api/v1/register", "{\"username\":", ""),
        Arguments.of(
            "/api/v1/register",
            "{\"username\":\"no spaces\",\"email\":\"some@body.org\",\"password\":\"long enough\"}",
            "username"),
        Arguments.of(
            "/api/v1/register",
            "{\"username\":\"somebody\",\"email\":\"nowhere\",\"password\":\"long enough\"}",
            "email"),
        Arguments.of(
            "/api/v1/register",
            "{\"username\":\"somebody\",\"email\":\"some@body.org\",\"password\":\"short\"}",
            "password"),
        Arguments.of("/api/v1/posts", "{}", "content"),
        Arguments.of("/api/v1/posts", "{\"content\":\"  \"}", "content"),
        Arguments.of("/api/v1/posts", "{\"content\":{}}", "content"),
        Arguments.of("/api/v1/posts", "{\"content\":\"" + "x".repeat(1001) + "\"}", "content"),
        Arguments.of("/api/v1/posts", "{\"content\":\"a\",\"author\":\"b\"}", "author"));
  }

  @ParameterizedTest
  @MethodSource("refusedBodies")
  void aBadBodyIsRefusedWithTheNameOfTheCulprit(
      String path, String body, String culprit, LaptopProcess laptop) {
    Answer answer = user(laptop).post(path, body);

    assertError(answer, 400, 3);
    if (!culprit.isEmpty()) {
      assertThat(violations(answer)).contains(culprit);
    }
  }

  static Stream<Arguments> refusedPaths() {
    return Stream.of(
        Arguments.of("GET", "/api/v1/feed?pageSize=0", 400, 3),
        Arguments.of("GET", "/api/v1/feed?pageSize=101", 400, 3),
        Arguments.of("GET", "/api/v1/feed?pageSize=ten", 400, 3),
        Arguments.of("GET", "/api/v1/feed?pageToken=forged", 400, 3),
        Arguments.of("GET", "/api/v1/feed?shoe=9", 400, 3),
        Arguments.of("GET", "/api/v1/posts/ten", 400, 3),
        Arguments.of("GET", "/api/v1/posts/1", 404, 5),
        Arguments.of("DELETE", "/api/v1/posts/1", 404, 5),
        Arguments.of("PUT", "/api/v1/posts/1/like", 404, 5),
        Arguments.of("GET", "/api/v1/users/1", 404, 5),
        Arguments.of("PUT", "/api/v1/users/1/follow", 404, 5),
        Arguments.of("GET", "/api/v1/users:byUsername?username=nobody_at_all", 404, 5),
        Arguments.of("GET", "/api/v1/nothing", 404, 5),
        Arguments.of("GET", "/", 404, 5));
  }

  @ParameterizedTest
  @MethodSource("refusedPaths")
  void aBadPathIsRefused(String method, String path, int status, int code, LaptopProcess laptop) {
    assertError(user(laptop).send(method, path, ""), status, code);
  }

  @Test
  void aWrongMethodIsRefusedWithTheRightOnes(LaptopProcess laptop) {
    Answer answer = user(laptop).send("PUT", "/api/v1/feed", "");

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
  }

  @Test
  void withoutATokenNothingPrivateIsRead(LaptopProcess laptop) {
    Answer answer = Api.of(laptop).get("/api/v1/feed");

    assertError(answer, 401, 16);
    assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
  }

  @Test
  void aTokenThatIsNotOursIsRefused(LaptopProcess laptop) {
    String own = user(laptop).token();
    String tampered = own.substring(0, own.lastIndexOf('.') + 1) + "AAAA";
    String unsigned = "eyJhbGciOiJub25lIn0." + own.split("\\.", -1)[1] + ".";

    for (String token : new String[] {"nonsense", tampered, unsigned}) {
      assertError(new Api(laptop.url(), token).get("/api/v1/feed"), 401, 16);
    }
  }

  @Test
  void anAddressThatIsTakenIsNamed(LaptopProcess laptop) {
    Api.of(laptop).as("taken");

    Answer answer =
        Api.of(laptop)
            .post(
                "/api/v1/register",
                Api.json(
                    "username",
                    "another",
                    "email",
                    "TAKEN@example.org",
                    "password",
                    "long enough"));

    assertError(answer, 409, 6);
    assertThat(answer.text()).contains("email");
  }

  @Test
  void whoLogsOutIsOut(LaptopProcess laptop) {
    Api leaver = Api.of(laptop).as("leaver");

    leaver.post("/api/v1/logout", "{}").ok();

    assertError(leaver.get("/api/v1/me"), 401, 16);
  }

  @Test
  void onesOwnPostsCannotBeDeletedByOthers(LaptopProcess laptop) {
    String post = Api.of(laptop).as("owner_1").say("mine");

    assertError(Api.of(laptop).as("other_1").send("DELETE", "/api/v1/posts/" + post, ""), 403, 7);
  }

  @Test
  void oneselfCannotBeFollowed(LaptopProcess laptop) {
    Api narcissus = Api.of(laptop).as("narcissus");

    assertError(narcissus.send("PUT", "/api/v1/users/" + narcissus.id() + "/follow", ""), 400, 3);
  }

  private static Api user(LaptopProcess laptop) {
    return Holder.user(laptop);
  }

  /** One user for all: hashing a password for each case would be most of the time. */
  private static final class Holder {
    private static @org.jspecify.annotations.Nullable Api user;

    static synchronized Api user(LaptopProcess laptop) {
      if (user == null) {
        user = Api.of(laptop).as("careless");
      }
      return user;
    }
  }

  private static void assertError(Answer answer, int status, int code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().get("code").asInt()).as(answer.text()).isEqualTo(code);
    assertThat(answer.json().get("message").asText()).isNotBlank();
    assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(answer.text()).doesNotContain("Exception", "\tat ", ".java");
  }

  private static Iterable<String> violations(Answer answer) {
    return StreamSupport.stream(answer.json().get("details").spliterator(), false)
        .flatMap(
            detail -> StreamSupport.stream(detail.path("fieldViolations").spliterator(), false))
        .map((JsonNode violation) -> violation.get("field").asText())
        .toList();
  }
}
