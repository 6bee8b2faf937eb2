package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import warble.gateway.PathTemplate.Segment;
import warble.gateway.Routes.Lookup;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * What a fuzzer writes as a template, a path, a query and a body is taken, or refused by the error
 * that is declared.
 *
 * <p>Without {@code JAZZER_FUZZ} the inputs of the test's resources are tried, among them one for
 * each defect that was found.
 */
class GatewayFuzzTest {

  private static final List<Route> ROUTES =
      Contracts.routes(
          "GET /v1/things",
          "GET /v1/things/{id}",
          "GET /v1/things/{id}:archive",
          "GET /v1/things:count",
          "GET /v1/files/{name=**}",
          "GET /v1/files/{name=**}/info",
          "GET /v1/{name=shelves/*/books/*}",
          "GET /v1/{id}/tail/{name}",
          "GET /v1/*/tail/fixed",
          "GET /{id=v2/**}/{name}:tail");
  private static final Routes TRIE = new Routes(ROUTES);
  private static final Routes ECHO = new Routes(Contracts.echo());

  @FuzzTest(maxDuration = "2s")
  void template(byte[] input) {
    String text = utf8(input);
    PathTemplate template;
    try {
      template = PathTemplate.parse(text);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("path template");
      return;
    }
    if (!text.contains("%")) {
      assertThat(PathTemplate.parse(template.toString())).isEqualTo(template);
    }
  }

  /** The trie finds a route exactly when one of the templates matches, tried one by one. */
  @FuzzTest(maxDuration = "3s")
  void path(byte[] input) {
    String path = "/" + utf8(input);
    List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
    boolean expected;
    Lookup lookup;
    try {
      lookup = TRIE.find("GET", path);
      expected = ROUTES.stream().anyMatch(route -> matches(route.template(), segments));
    } catch (IllegalArgumentException malformed) {
      assertThat(path).contains("%");
      return;
    }
    assertThat(lookup instanceof Lookup.Found).isEqualTo(expected);
    if (lookup instanceof Lookup.Found(Route route, var captures)) {
      assertThat(matches(route.template(), segments)).isTrue();
      assertThat(captures).hasSameSizeAs(route.template().variables());
    }
  }

  private static boolean matches(PathTemplate template, List<String> raw) {
    List<String> segments = raw;
    if (!template.verb().isEmpty()) {
      int colon = raw.getLast().lastIndexOf(':');
      if (colon < 0
          || !Percent.decode(raw.getLast().substring(colon + 1)).equals(template.verb())) {
        return false;
      }
      segments = new ArrayList<>(raw);
      segments.set(raw.size() - 1, raw.getLast().substring(0, colon));
    }
    return matchAll(template.segments(), segments.stream().map(Percent::decode).toList());
  }

  private static boolean matchAll(List<Segment> template, List<String> path) {
    if (template.isEmpty()) {
      return path.isEmpty();
    }
    List<Segment> others = template.subList(1, template.size());
    return switch (template.getFirst()) {
      case Segment.Literal(String text) ->
          !path.isEmpty()
              && path.getFirst().equals(text)
              && matchAll(others, path.subList(1, path.size()));
      case Segment.One _ ->
          !path.isEmpty()
              && !path.getFirst().isEmpty()
              && matchAll(others, path.subList(1, path.size()));
      case Segment.Rest _ -> {
        boolean found = false;
        for (int i = 0; i <= path.size() && !found; i++) {
          found = matchAll(others, path.subList(i, path.size()));
        }
        yield found;
      }
    };
  }

  /** The first line is the query, all others the body. */
  @FuzzTest(maxDuration = "3s")
  void request(byte[] input) throws InvalidProtocolBufferException {
    String[] parts = utf8(input).split("\n", 2);
    boolean hasBody = parts.length == 2;
    Lookup lookup = ECHO.find(hasBody ? "PUT" : "GET", hasBody ? "/v1/things/7" : "/v1/things");
    Lookup.Found found = (Lookup.Found) lookup;
    Transcoder transcoder = found.route().transcoder();
    Buffer message;
    try {
      Content body = new Content("", Buffer.buffer(hasBody ? parts[1] : ""));
      message = transcoder.request(body, found.captures(), Query.parse(parts[0]));
    } catch (FailureException refused) {
      assertThat(refused.failure()).isInstanceOf(Failure.InvalidArgument.class);
      return;
    }
    assertThat(DynamicMessage.parseFrom(Contracts.thing(), message.getBytes())).isNotNull();
    assertThatCode(() -> transcoder.response(message)).doesNotThrowAnyException();
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
