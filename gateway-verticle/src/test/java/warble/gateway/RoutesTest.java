package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import warble.gateway.Routes.Lookup;

final class RoutesTest {

  private static final Routes ROUTES =
      new Routes(
          Contracts.routes(
              "GET /v1/things", // 0
              "GET /v1/things/{id}", // 1
              "POST /v1/things/special", // 2
              "POST /v1/things/{id}:archive", // 3
              "GET /v1/things:count", // 4
              "GET /v1/files/{name=**}", // 5
              "GET /v1/files/{name=**}/info", // 6
              "GET /v1/files/readme", // 7
              "GET /v1/{name=shelves/*/books/*}", // 8
              "* /v1/any", // 9
              "LOCK /v1/things/{id}", // 10
              "HEAD /v1/heads", // 11
              "GET /v1/{id}/tail/{name}", // 12
              "GET /v1/*/tail/fixed")); // 13

  @ParameterizedTest
  @CsvSource({
    "GET,  /v1/things, Method0",
    "GET,  /v1/th%69ngs, Method0",
    "GET,  /v1/things/7, Method1 id=7",
    "GET,  /v1/things/a%2Fb, Method1 id=a/b",
    "GET,  /v1/things/special, Method1 id=special",
    "POST, /v1/things/special, Method2",
    "POST, /v1/things/7:archive, Method3 id=7",
    "POST, /v1/things/a:b:archive, Method3 id=a:b",
    "GET,  /v1/things/a:b, Method1 id=a:b",
    "GET,  /v1/things/7:, Method1 id=7:",
    "GET,  /v1/files/a:, Method5 name=a:",
    "GET,  /v1/things/7%3Aarchive, Method1 id=7:archive",
    "GET,  /v1/things:count, Method4",
    "GET,  /v1/files/a/b/c, Method5 name=a/b/c",
    "GET,  /v1/files, Method5 name=",
    "GET,  /v1/files/a/b/info, Method6 name=a/b",
    "GET,  /v1/files/info/info, Method6 name=info",
    "GET,  /v1/files/readme, Method7",
    "GET,  /v1/shelves/1/books/2, Method8 name=shelves/1/books/2",
    "DELETE, /v1/any, Method9",
    "LOCK, /v1/things/7, Method10 id=7",
    "HEAD, /v1/things/7, Method1 id=7",
    "HEAD, /v1/heads, Method11",
    "GET,  /v1/x/tail/y, Method12 id=x name=y",
    "GET,  /v1/x/tail/fixed, Method13",
  })
  void aRequestFindsItsRoute(String method, String path, String expected) {
    assertThat(found(ROUTES.find(method, path))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "/",
    "/v1",
    "/v2/things",
    "/v1/things/",
    "/v1/things/7/",
    "//v1/things",
    "/v1//things",
    "/V1/things",
    "/v1/shelves/1/books",
    "/v1/things:other",
    "*",
  })
  void anUnknownPathFindsNothing(String path) {
    assertThat(ROUTES.find("GET", path)).isEqualTo(new Lookup.Nothing());
  }

  @ParameterizedTest
  @CsvSource({
    "PUT,  /v1/things, 'GET, HEAD, OPTIONS'",
    "PUT,  /v1/things/special, 'GET, HEAD, LOCK, OPTIONS, POST'",
    "GET,  /v1/heads, 'HEAD, OPTIONS'",
    "OPTIONS, /v1/things/7, 'GET, HEAD, LOCK, OPTIONS'",
  })
  void anotherMethodIsToldThoseOfThePath(String method, String path, String allowed) {
    assertThat(ROUTES.find(method, path))
        .isInstanceOfSatisfying(
            Lookup.OtherMethods.class,
            other -> assertThat(String.join(", ", other.allowed())).isEqualTo(allowed));
  }

  @Test
  void theOrderOfRegistrationDoesNotMatter() {
    List<Route> forwards = Contracts.routes("GET /a/{id}", "GET /a/b", "GET /a/**", "GET /**");
    for (String path : List.of("/a/b", "/a/c", "/a/b/c", "/x")) {
      assertThat(found(new Routes(forwards.reversed()).find("GET", path)))
          .isEqualTo(found(new Routes(forwards).find("GET", path)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /a/{id}, GET /a/{name}",
    "GET /a/{id}, GET /a/*",
    "GET /a/{name=b/*}, GET /a/b/{id}",
    "GET /a:do, GET /a:do",
    "* /a, * /a",
  })
  void twoRoutesOfOneShapeAreRefused(String first, String second) {
    assertThatThrownBy(() -> Contracts.routes(first, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("protoset: rules.proto: test.Rules/Method1: ")
        .hasMessageEndingWith(" is already bound to test.Rules/Method0");
  }

  @Test
  void aMethodThatCannotBeServedIsLeftOutIfTheConfigurationSaysSo() {
    assertThat(
            Contracts.routes(
                Contracts.config("gateway.skip-bad-methods=true"),
                "GET /a/{unknown}",
                "GET /b",
                "GET /b",
                "STREAM /c",
                "GET /d"))
        .extracting(Route::method)
        .containsExactly("Method1", "Method4");
  }

  @Test
  void aStreamOfRequestsIsRefused() {
    assertThatThrownBy(() -> Contracts.routes("GET /a", "STREAM /c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "protoset: rules.proto: test.Rules/Method1: a stream of requests is not served over HTTP");
  }

  @Test
  void onlyAStreamMayBeWithoutEnd() {
    assertThatThrownBy(
            () -> Contracts.routes(Contracts.config("gateway.routes.default.timeout=0s"), "GET /a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("test.Rules/Method0: timeout 0s is for methods that stream");
  }

  @Test
  void aRuleThatCannotBeServedIsRefusedWithFileAndMethod() {
    assertThatThrownBy(() -> Contracts.routes("GET /a/{unknown}", "GET a", "GET /b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rules.proto: test.Rules/Method0: path variable 'unknown'")
        .hasMessageContaining("rules.proto: test.Rules/Method1: path template 'a'");
  }

  @Test
  void methodsWithoutARuleAreNotServed() {
    assertThat(Contracts.echo()).noneMatch(route -> route.method().equals("Hidden"));
  }

  private static String found(Lookup lookup) {
    return switch (lookup) {
      case Lookup.Found(Route route, var captures) ->
          captures.stream()
              .map(capture -> " " + capture.field() + "=" + capture.text())
              .collect(Collectors.joining("", route.method(), ""));
      case Lookup.OtherMethods(var allowed) -> "only " + allowed;
      case Lookup.Nothing() -> "nothing";
    };
  }
}
