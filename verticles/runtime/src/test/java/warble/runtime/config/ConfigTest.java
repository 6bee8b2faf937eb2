package warble.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigTest {

  enum Mode {
    ALWAYS,
    ONLY_ONCE
  }

  record Cache(Duration ttl, DataSize size) {
    Cache {
      if (ttl.isZero()) {
        throw new IllegalArgumentException("ttl: " + ttl + " (expected: more than 0)");
      }
    }
  }

  record Post(
      Cache cache,
      String name,
      int instances,
      long limit,
      double ratio,
      boolean on,
      Mode mode,
      HostPort primary,
      URI link,
      Path home,
      Secret password,
      List<HostPort> nodes,
      Map<String, String> properties,
      Map<String, Cache> caches) {}

  private static final String GOOD =
      """
      post:
        cache: {ttl: 10m, size: 4MiB}
        name: "on"
        instances: 4
        limit: 9007199254740991
        ratio: 0.5
        on: true
        mode: only-once
        primary: "[::1]:5432"
        link: https://example.org/x
        home: /var/lib/warble
        password: open sesame
        nodes: ["a:1", "b:2"]
        properties:
          security.protocol: SSL
        caches:
          hot: {ttl: 1s, size: 1B}
      """;

  @TempDir Path folder;

  @Test
  void everyTypeIsBound() {
    assertThat(load(List.of(yaml(GOOD))).bind("post", Post.class))
        .isEqualTo(
            new Post(
                new Cache(Duration.ofMinutes(10), new DataSize(4 << 20)),
                "on",
                4,
                9007199254740991L,
                0.5,
                true,
                Mode.ONLY_ONCE,
                new HostPort("::1", 5432),
                URI.create("https://example.org/x"),
                Path.of("/var/lib/warble"),
                new Secret("open sesame"),
                List.of(new HostPort("a", 1), new HostPort("b", 2)),
                Map.of("security.protocol", "SSL"),
                Map.of("hot", new Cache(Duration.ofSeconds(1), new DataSize(1)))));
  }

  @Test
  void theLaterSourceWinsKeyByKey() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "from a file\n");
    Post post =
        load(List.of(
                yaml(GOOD),
                yaml("post: {name: profile, nodes: ['c:3'], limit: 1}"),
                new ConfigSource.Values("devstack", Map.of("post.primary", "localhost:1")),
                new ConfigSource.Environment(
                    Map.of(
                        "WARBLE_POST__CACHE__TTL", "5s",
                        "WARBLE_POST__LIMIT", "2",
                        "WARBLE_POST__PROPERTIES__SECURITY__PROTOCOL", "SASL_SSL",
                        "WARBLE_POST__PASSWORD_FILE", secret.toString(),
                        "WARBLE_POST_SERVICE_HOST", "10.0.0.1",
                        "PATH", "/bin")),
                new ConfigSource.Assignments(List.of("post.limit=3", "post.nodes=d:4,e:5"))))
            .bind("post", Post.class);

    assertThat(post.cache()).isEqualTo(new Cache(Duration.ofSeconds(5), new DataSize(4 << 20)));
    assertThat(post.name()).isEqualTo("profile");
    assertThat(post.primary()).isEqualTo(new HostPort("localhost", 1));
    assertThat(post.limit()).isEqualTo(3);
    assertThat(post.nodes()).containsExactly(new HostPort("d", 4), new HostPort("e", 5));
    assertThat(post.properties()).containsExactly(Map.entry("security.protocol", "SASL_SSL"));
    assertThat(post.password()).isEqualTo(new Secret("from a file"));
  }

  record Places(Map<String, List<HostPort>> places) {}

  @ParameterizedTest
  @ValueSource(strings = {"x.a=a:1 x.a.b=b:1,b:2 x.a.b.c=c:1", "x.a.b.c=c:1 x.a.b=b:1,b:2 x.a=a:1"})
  void aKeyWithDotsMayGoOnWhereAnotherEnds(String assignments) {
    List<String> values = Stream.of(assignments.split(" ")).map(it -> "at.places." + it).toList();

    assertThat(
            load(List.of(yaml("at: {places: {x: ['y:1']}}"), new ConfigSource.Assignments(values)))
                .bind("at", Places.class)
                .places())
        .containsOnly(
            Map.entry("x", List.of(new HostPort("y", 1))),
            Map.entry("x.a", List.of(new HostPort("a", 1))),
            Map.entry("x.a.b", List.of(new HostPort("b", 1), new HostPort("b", 2))),
            Map.entry("x.a.b.c", List.of(new HostPort("c", 1))));
  }

  record Route(Duration timeout, boolean auth, Map<String, String> cookies) {}

  record Routes(Map<String, Route> routes) {}

  @Test
  void aKeyWithDotsMayHaveParts() {
    String file =
        """
        at:
          routes:
            default: {timeout: 1s, auth: true, cookies: {}}
            a.v1.S/Get: {timeout: 2s}
        """;
    List<String> values =
        List.of(
            "at.routes.a.v1.S/Get.auth=false",
            "at.routes.a.auth.S/Put.timeout=3s",
            "at.routes.a.v1.S/Get.cookies.x=y",
            "at.routes.default.timeout=4s");

    assertThat(
            load(List.of(yaml(file), new ConfigSource.Assignments(values)))
                .bind("at", Routes.class)
                .routes())
        .containsOnly(
            Map.entry("default", new Route(Duration.ofSeconds(4), true, Map.of())),
            Map.entry("a.v1.S/Get", new Route(Duration.ofSeconds(2), false, Map.of("x", "y"))),
            Map.entry("a.auth.S/Put", new Route(Duration.ofSeconds(3), true, Map.of())));
  }

  @Test
  void aPartThatIsUnknownIsToldWithItsWholeKey() {
    List<String> values = List.of("at.routes.a.v1.S/Get.tineout=2s");
    String file = "at: {routes: {default: {timeout: 1s, auth: true, cookies: {}}}}";

    assertThatThrownBy(() ->
            load(List.of(yaml(file), new ConfigSource.Assignments(values)))
                .bind("at", Routes.class))
        .hasMessageContaining("at.routes.a.v1.S/Get.tineout: unknown key (did you mean timeout?)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'ttl: 10m'       | 'tll: 10m'       | 2: post.cache.tll: unknown key (did you mean ttl?)
          'instances: 4'   | 'wibble: 4'      | 4: post.wibble: unknown key (expected: cache, name,
          'instances: 4'   | ''               | 1: post.instances: is missing
          'instances: 4'   | 'instances: 4x'  | 4: post.instances: '4x' (expected: a whole number)
          'ratio: 0.5'     | 'ratio: NaN'     | 6: post.ratio: 'NaN' (expected: a number)
          'on: true'       | 'on: yes'        | 7: post.on: 'yes' (expected: true or false)
          'on: true'       | 'on:'            | 7: post.on: has no value (expected: true or false)
          'on: true'       | 'on: [true]'     | 7: post.on: is not one value (expected: true or false)
          'mode: only-once'| 'mode: never'    | 8: post.mode: 'never' (expected: always, only-once)
          'ttl: 10m'       | 'ttl: 10'        | 2: post.cache.ttl: '10' (expected: a duration
          'ttl: 10m'       | 'ttl: 10 m'      | 2: post.cache.ttl: '10 m' (expected: a duration
          'ttl: 10m'       | 'ttl: 0s'        | 2: post.cache.ttl: PT0S (expected: more than 0)
          'size: 4MiB'     | 'size: 4MB'      | 2: post.cache.size: '4MB' (expected: a size such as
          '"[::1]:5432"'   | '"::1:5432"'     | 9: post.primary: '::1:5432' (expected: host:port)
          '"[::1]:5432"'   | 'db:70000'       | 9: post.primary: 'db:70000' (expected: host:port)
          '"b:2"'          | '"b"'            | 13: post.nodes[1]: 'b' (expected: host:port)
          'ttl: 1s'        | 'ttl: 0s'        | 17: post.caches.hot.ttl: PT0S (expected: more than 0)
          'on: true'       | 'limit: 1'       | 7: post.limit: is there twice
          '    security.protocol: SSL' | '    - SSL' | 14: post.properties: is not a mapping
          'name: "on"'     | 'name: "on'      | not YAML
          """)
  void aBadFileIsRefusedWithTheLineAndWhatWasExpected(String good, String bad, String refusal) {
    ConfigSource file = yaml(GOOD.replace(good, bad == null ? "" : bad));

    assertThatThrownBy(() -> load(List.of(file)).bind("post", Post.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(refusal)
        .hasMessageStartingWith(folder + "/1.yaml:");
  }

  @ParameterizedTest
  @ValueSource(strings = {"- a", "word", "{a: b"})
  void whatIsNotAMappingIsRefused(String text) {
    assertThatThrownBy(() -> load(List.of(yaml(text)))).isInstanceOf(ConfigException.class);
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    Config config =
        load(
            List.of(
                yaml(GOOD.replace("4MiB", "big")),
                new ConfigSource.Environment(Map.of("WARBLE_PSOT__LIMIT", "1")),
                new ConfigSource.Assignments(List.of("post.ratoi=1"))));

    assertThatThrownBy(
            () -> config.bindAll(Map.of("", Empty.class, "post", Post.class), List.of("user")))
        .hasMessageContainingAll(
            "1.yaml:2: post.cache.size: 'big'",
            "environment variable WARBLE_PSOT__LIMIT: psot: unknown key (did you mean post?)",
            "--set post.ratoi: post.ratoi: unknown key (did you mean ratio?)");
  }

  record Empty() {}

  @Test
  void whatAnEntryOfAMapLeavesOutIsAsInTheDefaultOne() {
    Map<String, Cache> caches =
        load(List.of(
                yaml(
                    GOOD.replace(
                        "hot: {ttl: 1s, size: 1B}",
                        "default: {ttl: 1s, size: 1B}\n    hot: {ttl: 2s}"))))
            .bind("post", Post.class)
            .caches();

    assertThat(caches)
        .containsEntry("default", new Cache(Duration.ofSeconds(1), new DataSize(1)))
        .containsEntry("hot", new Cache(Duration.ofSeconds(2), new DataSize(1)));
  }

  @Test
  void keysOfOtherSectionsAreNotUnknown() {
    Config config = load(List.of(yaml("post: {cache: {ttl: 1s, size: 1B}}\nuser: {x: 1}")));

    assertThat(config.bindAll(Map.of("", Empty.class, "post.cache", Cache.class), List.of("user")))
        .containsOnlyKeys("", "post.cache");
  }

  @Test
  void aSectionThatIsNotThereIsMissing() {
    assertThatThrownBy(() -> load(List.of()).bind("post", Post.class))
        .hasMessage("configuration: post: is missing");
  }

  @Test
  void badSourcesAreNamed() {
    assertThatThrownBy(() ->
            load(
                List.of(
                    new ConfigSource.File(folder.resolve("none.yaml")),
                    new ConfigSource.Environment(
                        Map.of("WARBLE_A__B_FILE", "/none", "WARBLE_A__B", "1")),
                    new ConfigSource.Assignments(List.of("post.limit")))))
        .hasMessageContainingAll(
            "none.yaml: there is no file",
            "environment variable WARBLE_A__B_FILE: WARBLE_A__B is set as well",
            "environment variable WARBLE_A__B_FILE: there is no file /none",
            "--set post.limit: no value (expected: key=value)");
  }

  @Test
  void aSecretIsNotPrinted() {
    assertThat(new Secret("open sesame")).asString().doesNotContain("sesame");
  }

  private static Config load(List<ConfigSource> sources) {
    return Config.load(sources);
  }

  private final List<Path> files = new ArrayList<>();

  private ConfigSource yaml(String text) {
    Path file = folder.resolve(files.size() + 1 + ".yaml");
    files.add(file);
    try {
      return new ConfigSource.File(Files.writeString(file, text));
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }
}
