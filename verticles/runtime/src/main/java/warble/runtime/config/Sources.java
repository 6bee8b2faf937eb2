package warble.runtime.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;

/** Lays configuration sources over one another. */
final class Sources {

  private static final String PREFIX = "WARBLE_";
  private static final String FILE_SUFFIX = "_FILE";

  private final List<ConfigProblem> problems = new ArrayList<>();
  private Node.Mapping merged = new Node.Mapping(new LinkedHashMap<>(), "configuration");

  void add(ConfigSource source) {
    switch (source) {
      case ConfigSource.File(Path path) -> file(path);
      case ConfigSource.Values(String origin, Map<String, String> values) ->
          values.forEach((key, value) -> set(key, value, origin));
      case ConfigSource.Environment(Map<String, String> variables) ->
          variables.keySet().stream()
              .filter(name -> name.startsWith(PREFIX))
              .sorted()
              .forEach(name -> variable(name, variables));
      case ConfigSource.Assignments(List<String> assignments) -> assignments.forEach(this::assign);
    }
  }

  Node.Mapping merged() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return merged;
  }

  private void file(Path path) {
    String name = shown(path);
    merged = merged.overlay(new YamlFile(name, problems).read(text(path, name)));
  }

  private void variable(String name, Map<String, String> variables) {
    String origin = "environment variable " + name;
    String value = variables.getOrDefault(name, "");
    if (!name.endsWith(FILE_SUFFIX)) {
      environment(name, value, origin);
    } else {
      String target = name.substring(0, name.length() - FILE_SUFFIX.length());
      if (variables.containsKey(target)) {
        problems.add(new ConfigProblem(origin, "", target + " is set as well (expected: one)"));
      }
      environment(target, text(Path.of(value), origin).stripTrailing(), origin);
    }
  }

  private void environment(String name, String value, String origin) {
    String key =
        name.substring(PREFIX.length())
            .toLowerCase(Locale.ROOT)
            .replace("__", ".")
            .replace('_', '-');
    if (key.contains(".") || merged.entries().containsKey(key)) {
      set(key, value, origin);
    }
  }

  private void assign(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals > 0) {
      String key = assignment.substring(0, equals).strip();
      set(key, assignment.substring(equals + 1), "--set " + key);
    } else {
      problems.add(new ConfigProblem("--set " + assignment, "", "no value (expected: key=value)"));
    }
  }

  private void set(String path, String value, String origin) {
    String[] keys = path.split("\\.", -1);
    Node node = new Node.Scalar(value, origin);
    for (int i = keys.length - 1; i >= 0; i--) {
      SequencedMap<String, Node> entry = new LinkedHashMap<>();
      entry.put(keys[i], node);
      node = new Node.Mapping(entry, origin);
    }
    merged = merged.overlay((Node.Mapping) node);
  }

  private String text(Path path, String origin) {
    try {
      return Files.readString(path);
    } catch (NoSuchFileException absent) {
      problems.add(new ConfigProblem(origin, "", "there is no file " + path));
    } catch (IOException unreadable) {
      problems.add(new ConfigProblem(origin, "", "cannot be read: " + unreadable));
    }
    return "";
  }

  private static String shown(Path path) {
    Path here = Path.of("").toAbsolutePath();
    Path file = path.toAbsolutePath().normalize();
    return (file.startsWith(here) ? here.relativize(file) : file).toString();
  }
}
