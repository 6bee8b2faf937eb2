package warble.runtime.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Where configuration comes from. Of several sources the later one wins, key by key. */
public sealed interface ConfigSource {

  /** A YAML file that holds full paths from the root. */
  record File(Path path) implements ConfigSource {}

  /**
   * Values that the program itself knows, for example the ports of the backing services it started.
   *
   * @param origin how error messages call it
   * @param values texts by the full path of their key
   */
  record Values(String origin, Map<String, String> values) implements ConfigSource {
    public Values {
      values = Map.copyOf(values);
    }
  }

  /**
   * Environment variables: {@code WARBLE_POST__CACHE__TTL} is the key {@code post.cache.ttl}, and
   * {@code WARBLE_USER__POSTGRES__PASSWORD_FILE} names a file that holds the value of {@code
   * user.postgres.password}. A variable without a double underscore counts only when it names a key
   * at the root of the files, because Kubernetes adds {@code WARBLE_POST_SERVICE_HOST} and the
   * like.
   */
  record Environment(Map<String, String> variables) implements ConfigSource {
    public Environment {
      variables = Map.copyOf(variables);
    }
  }

  /** Assignments from the command line, for example {@code post.cache.ttl=5s}. */
  record Assignments(List<String> assignments) implements ConfigSource {
    public Assignments {
      assignments = List.copyOf(assignments);
    }
  }
}
