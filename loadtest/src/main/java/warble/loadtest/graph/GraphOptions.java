package warble.loadtest.graph;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link GraphBenchmark} was asked for.
 *
 * @param endpoints a file of the devstack's endpoints
 * @param rate calls a second of each kind
 * @param parts names of what to do
 */
record GraphOptions(Path endpoints, Graph graph, int rate, List<String> parts) {

  private static final Set<String> NAMES =
      Set.of("--users", "--follows", "--fans", "--seed", "--rate");

  static GraphOptions parse(String... args) {
    Map<String, String> values = new HashMap<>();
    List<String> parts = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      if (!args[i].startsWith("--")) {
        parts.add(args[i]);
      } else if (NAMES.contains(args[i]) && i + 1 < args.length) {
        values.put(args[i], args[++i]);
      } else {
        throw new IllegalArgumentException(args[i] + " (expected: one of " + NAMES + ", a number)");
      }
    }
    return new GraphOptions(
        Path.of(args[0]), graph(values), (int) number(values, "--rate", 100), parts);
  }

  private static Graph graph(Map<String, String> values) {
    long users = number(values, "--users", 1_000_000);
    return new Graph(
        Math.toIntExact(users),
        number(values, "--follows", 20_000_000),
        Math.toIntExact(number(values, "--fans", users / 2)),
        number(values, "--seed", 1));
  }

  private static long number(Map<String, String> values, String name, long usual) {
    return Long.parseLong(values.getOrDefault(name, Long.toString(usual)));
  }
}
