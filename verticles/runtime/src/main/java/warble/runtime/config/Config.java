package warble.runtime.config;

import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The configuration of a process: all its sources, one over the other. */
public final class Config {

  private static final String ROOT = "";

  private final List<ConfigSource> sources;
  private final Node.Mapping root;

  private Config(List<ConfigSource> sources, Node.Mapping root) {
    this.sources = List.copyOf(sources);
    this.root = root;
  }

  /**
   * Reads the sources.
   *
   * @param sources the later one wins, key by key; lists are replaced as a whole
   * @throws ConfigException when a source cannot be read
   */
  public static Config load(List<ConfigSource> sources) {
    Sources reader = new Sources();
    sources.forEach(reader::add);
    return new Config(sources, reader.merged());
  }

  /**
   * Binds the keys below {@code path} to a record.
   *
   * @throws ConfigException when a key is unknown, missing, or has a value that does not fit
   */
  public <T extends Record> T bind(String path, Class<T> type) {
    return type.cast(Objects.requireNonNull(bindAll(Map.of(path, type), List.of()).get(path)));
  }

  /**
   * Binds several parts at once, so that everything that is wrong is told at once.
   *
   * @param sections record types by path; the path of the root is empty
   * @param ignored keys at the root that are somebody else's
   * @return the records by path
   * @throws ConfigException when a key is unknown, missing, or has a value that does not fit
   */
  public Map<String, Record> bindAll(
      Map<String, ? extends Class<? extends Record>> sections, Collection<String> ignored) {
    Binder binder = new Binder();
    Map<String, Record> records = new LinkedHashMap<>();
    for (String path : new TreeSet<>(sections.keySet())) {
      Class<? extends Record> type = Objects.requireNonNull(sections.get(path));
      Optional<Node> section = path.equals(ROOT) ? Optional.of(root) : find(path);
      Set<String> foreign = path.equals(ROOT) ? foreign(sections.keySet(), ignored) : Set.of();
      section
          .flatMap(node -> binder.record(path, node, type, foreign))
          .ifPresent(value -> records.put(path, value));
      if (section.isEmpty()) {
        binder.missing(path, root);
      }
    }
    binder.check();
    return records;
  }

  /** Reads the same sources again, to bind what is below {@code path} as it is then. */
  public <T extends Record> ConfigReader<T> reader(String path, Class<T> type) {
    return new ConfigReader<>(files(), () -> load(sources).bind(path, type));
  }

  private List<Path> files() {
    return sources.stream()
        .filter(ConfigSource.File.class::isInstance)
        .map(file -> ((ConfigSource.File) file).path())
        .toList();
  }

  /** The text of a single value as it was written, if there is one. */
  public Optional<String> text(String path) {
    return find(path).map(node -> node instanceof Node.Scalar scalar ? scalar.text() : null);
  }

  private Optional<Node> find(String path) {
    Optional<Node> found = Optional.of(root);
    for (String key : path.split("\\.", -1)) {
      found = found.flatMap(node -> child(node, key));
    }
    return found;
  }

  private static Optional<Node> child(Node node, String key) {
    return node instanceof Node.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(key))
        : Optional.empty();
  }

  /** Keys at the root that belong to another section. */
  private static Set<String> foreign(Set<String> sections, Collection<String> ignored) {
    Set<String> foreign = new TreeSet<>(ignored);
    sections.forEach(path -> foreign.add(path.split("\\.", -1)[0]));
    foreign.remove(ROOT);
    return foreign;
  }
}
