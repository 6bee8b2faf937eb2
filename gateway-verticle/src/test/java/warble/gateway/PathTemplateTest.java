package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.gateway.PathTemplate.Capture;

final class PathTemplateTest {

  @ParameterizedTest
  @CsvSource({
    "/v1/things, /v1/things",
    "/v1/{id}, /v1/*",
    "/v1/{a.b.c}:run, /v1/*:run",
    "/v1/{name=shelves/*/books/*}, /v1/shelves/*/books/*",
    "/v1/{name=**}, /v1/**",
    "/v1/**/tail, /v1/**/tail",
    "/v1/{name=a/**}/tail:do, /v1/a/**/tail:do",
    "/%61, /a",
  })
  void aTemplateHasAShape(String template, String shape) {
    assertThat(PathTemplate.parse(template).shape()).isEqualTo(shape);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/things",
        "/v1/{id}",
        "/v1/{a.b.c}:run",
        "/v1/{name=shelves/*/books/*}/pages/{page}",
        "/v1/*/{name=**}",
        "/v1/**/tail",
        "/v1/{name=a/**}/tail:do",
      })
  void aTemplateIsPrintedAsItIsWritten(String template) {
    assertThat(PathTemplate.parse(template)).hasToString(template);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "v1",
        "/",
        "/v1/",
        "/v1//x",
        "/v1/{}",
        "/v1/{1a}",
        "/v1/{a",
        "/v1/{a=}",
        "/v1/{a={b}}",
        "/v1/{a}{b}",
        "/v1/{a}x",
        "/v1/{a}/{a}",
        "/v1/***",
        "/v1/**/**",
        "/v1/x:",
        "/v1/x:a:b",
        "/v1/x:a/b",
        "/v1/%zz",
      })
  void aMalformedTemplateIsRefused(String template) {
    assertThatThrownBy(() -> PathTemplate.parse(template))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("path template '" + template + "': ");
  }

  @Test
  void aVariableOfOneSegmentIsDecodedWhole() {
    assertThat(PathTemplate.parse("/v1/{id}").captures(List.of("v1", "a%2Fb%20c%C3%A9")))
        .containsExactly(new Capture("id", "a/b cé"));
  }

  @Test
  void aVariableOfSeveralSegmentsKeepsEncodedSlashes() {
    assertThat(
            PathTemplate.parse("/v1/{name=**}").captures(List.of("v1", "a%2fb", "c%20d", "%2525")))
        .containsExactly(new Capture("name", "a%2fb/c d/%25"));
  }

  @Test
  void indexesMoveBehindARest() {
    assertThat(PathTemplate.parse("/{a}/{b=**}/x/{c}").captures(List.of("1", "2", "3", "x", "4")))
        .containsExactly(new Capture("a", "1"), new Capture("b", "2/3"), new Capture("c", "4"));
  }

  @Test
  void aRestMayBeNothing() {
    assertThat(PathTemplate.parse("/a/{b=**}/c").captures(List.of("a", "c")))
        .containsExactly(new Capture("b", ""));
  }
}
