package warble.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;

/** The files in {@code conf}. */
class ConfTest {

  private static final Path CONF = Path.of("../../conf");

  /** Maps from names that the reader of the file chooses: they explain themselves. */
  private static final List<String> FREE_KEYS = List.of("routes", "rules", "cookies", "services");

  @ParameterizedTest
  @ValueSource(strings = {"", "laptop", "prod"})
  void everyKeyBindsWithEveryProfile(String profile) {
    List<ConfigSource> sources = new ArrayList<>(Settings.files(CONF, profile));
    sources.add(new ConfigSource.Values("the cluster", Map.of("page-tokens.key", "k".repeat(32))));

    Settings settings = Settings.bind(Config.load(sources), Domains.ALL);

    assertThat(settings.domains()).hasSameSizeAs(Domains.ALL);
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyKeyHasAComment(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    Node document =
        new Compose(LoadSettings.builder().build())
            .composeString(Files.readString(file))
            .orElseThrow();

    assertThat(leaves(document).map(key -> key.getStartMark().orElseThrow().getLine()))
        .allSatisfy(line -> assertThat(isExplained(lines, line)).as(lines.get(line)).isTrue());
  }

  static Stream<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(CONF)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  /** Keys with a value of their own; what is below a free key is the user's. */
  private static Stream<Node> leaves(Node node) {
    return node instanceof MappingNode mapping
        ? mapping.getValue().stream().flatMap(ConfTest::leaves)
        : Stream.of();
  }

  private static Stream<Node> leaves(NodeTuple entry) {
    boolean free =
        entry.getKeyNode() instanceof ScalarNode key && FREE_KEYS.contains(key.getValue());
    return entry.getValueNode() instanceof ScalarNode
            || entry.getValueNode() instanceof SequenceNode
            || free
        ? Stream.of(entry.getKeyNode())
        : leaves(entry.getValueNode());
  }

  private static boolean isExplained(List<String> lines, int line) {
    return lines.get(line).contains(" #") || lines.get(line - 1).strip().startsWith("#");
  }
}
