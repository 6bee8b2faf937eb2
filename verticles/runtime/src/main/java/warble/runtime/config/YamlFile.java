package warble.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Turns the text of a YAML file into nodes that know their line. */
final class YamlFile {

  private final String name;
  private final List<ConfigProblem> problems;

  YamlFile(String name, List<ConfigProblem> problems) {
    this.name = name;
    this.problems = problems;
  }

  Node.Mapping read(String text) {
    try {
      return new Compose(LoadSettings.builder().setLabel(name).build())
          .composeString(text)
          .map(document -> document(document))
          .orElseGet(this::nothing);
    } catch (MarkedYamlEngineException malformed) {
      return refuse(
          malformed.getProblemMark().map(this::line).orElse(name),
          "",
          "not YAML: " + malformed.getProblem());
    }
  }

  private Node.Mapping document(org.snakeyaml.engine.v2.nodes.Node document) {
    return switch (node("", document, line(document))) {
      case Node.Mapping mapping -> mapping;
      case Node.Empty _ -> nothing();
      case Node other -> refuse(other.origin(), "", "not a mapping (expected: key: value)");
    };
  }

  private Node node(String path, org.snakeyaml.engine.v2.nodes.Node yaml, String origin) {
    return switch (yaml) {
      case MappingNode mapping -> new Node.Mapping(entries(path, mapping), origin);
      case SequenceNode sequence -> new Node.Listing(items(path, sequence), origin);
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Node.Empty(origin);
      case ScalarNode scalar -> new Node.Scalar(scalar.getValue(), origin);
      default -> throw new IllegalStateException("YAML has no " + yaml.getNodeType());
    };
  }

  private SequencedMap<String, Node> entries(String path, MappingNode mapping) {
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String origin = line(tuple.getKeyNode());
      String key = key(path, tuple.getKeyNode());
      String child = path.isEmpty() ? key : path + "." + key;
      if (entries.put(key, node(child, tuple.getValueNode(), origin)) != null) {
        problems.add(new ConfigProblem(origin, child, "is there twice"));
      }
    }
    return entries;
  }

  private String key(String path, org.snakeyaml.engine.v2.nodes.Node key) {
    if (key instanceof ScalarNode scalar) {
      return scalar.getValue();
    }
    problems.add(new ConfigProblem(line(key), path, "a key must be a plain word"));
    return "?";
  }

  private List<Node> items(String path, SequenceNode sequence) {
    List<Node> items = new ArrayList<>();
    for (org.snakeyaml.engine.v2.nodes.Node item : sequence.getValue()) {
      items.add(node(path + "[" + items.size() + "]", item, line(item)));
    }
    return items;
  }

  private String line(org.snakeyaml.engine.v2.nodes.Node yaml) {
    return yaml.getStartMark().map(this::line).orElse(name);
  }

  private String line(Mark mark) {
    return name + ":" + (mark.getLine() + 1);
  }

  private Node.Mapping refuse(String origin, String path, String message) {
    problems.add(new ConfigProblem(origin, path, message));
    return nothing();
  }

  private Node.Mapping nothing() {
    return new Node.Mapping(new LinkedHashMap<>(Map.of()), name);
  }
}
