package warble.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import warble.gateway.PathTemplate.Capture;
import warble.gateway.PathTemplate.Segment;

/**
 * Finds the route of a request in a trie over the segments of the paths.
 *
 * <p>A literal goes before {@code *} and {@code *} before {@code **}, segment by segment from the
 * left, whatever the order of registration. A path whose best template lacks the HTTP method falls
 * back to the next one that has it.
 */
final class Routes {

  private final Node root = new Node();

  /** Builds the trie; no two routes have the same HTTP method and the same shape. */
  Routes(List<Route> routes) {
    routes.forEach(this::add);
  }

  /** What was found for a request. */
  sealed interface Lookup {

    /** Its route, and what the variables of the path stand for. */
    record Found(Route route, List<Capture> captures) implements Lookup {}

    /** The path exists, with these methods only. */
    record OtherMethods(SortedSet<String> allowed) implements Lookup {}

    /** There is no such path. */
    record Nothing() implements Lookup {}
  }

  /**
   * Looks a request up.
   *
   * @param method HTTP method
   * @param path the path as it came, percent-encoded, without the query
   * @throws IllegalArgumentException when the path is malformed
   */
  Lookup find(String method, String path) {
    if (!path.startsWith("/")) {
      return new Lookup.Nothing();
    }
    SortedSet<String> allowed = new TreeSet<>();
    List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
    Lookup found = withVerb(method, segments, allowed);
    if (found instanceof Lookup.Nothing) {
      found = search(method, segments, "", allowed);
    }
    return found instanceof Lookup.Nothing && !allowed.isEmpty()
        ? new Lookup.OtherMethods(allowed)
        : found;
  }

  /** Only a colon that is followed by the verb of some template parts a verb off. */
  private Lookup withVerb(String method, List<String> segments, SortedSet<String> allowed) {
    String last = segments.getLast();
    int colon = last.lastIndexOf(':');
    if (colon < 0 || colon == last.length() - 1) {
      return new Lookup.Nothing();
    }
    List<String> stripped = new ArrayList<>(segments);
    stripped.set(segments.size() - 1, last.substring(0, colon));
    return search(method, stripped, Percent.decode(last.substring(colon + 1)), allowed);
  }

  private Lookup search(
      String method, List<String> segments, String verb, SortedSet<String> allowed) {
    List<String> decoded = decoded(segments);
    Route route = new Search(method, decoded, verb, allowed).from(root, 0);
    return route == null
        ? new Lookup.Nothing()
        : new Lookup.Found(route, route.template().captures(segments));
  }

  private static List<String> decoded(List<String> segments) {
    List<String> decoded = new ArrayList<>(segments);
    decoded.replaceAll(Percent::decode);
    return decoded;
  }

  private void add(Route route) {
    Node node = root;
    for (Segment segment : route.template().segments()) {
      node = node.child(segment);
    }
    node.ends
        .computeIfAbsent(route.template().verb(), _ -> new HashMap<>())
        .put(route.verb(), route);
  }

  private static final class Node {

    private final Map<String, Node> literals = new HashMap<>();
    private final Map<String, Map<String, Route>> ends = new HashMap<>();
    private @Nullable Node one;
    private @Nullable Node rest;

    Node child(Segment segment) {
      return switch (segment) {
        case Segment.Literal(String text) -> literals.computeIfAbsent(text, _ -> new Node());
        case Segment.One _ -> one();
        case Segment.Rest _ -> rest();
      };
    }

    private Node one() {
      if (one == null) {
        one = new Node();
      }
      return one;
    }

    private Node rest() {
      if (rest == null) {
        rest = new Node();
      }
      return rest;
    }

    boolean isLeaf() {
      return literals.isEmpty() && one == null && rest == null;
    }
  }

  /** One depth-first walk; {@code allowed} collects the methods of all templates that match. */
  private record Search(
      String method, List<String> segments, String verb, SortedSet<String> allowed) {

    @Nullable Route from(Node node, int index) {
      Route route = index == segments.size() ? end(node) : step(node, index);
      return route == null && node.rest != null ? rest(node.rest, index) : route;
    }

    private @Nullable Route step(Node node, int index) {
      String segment = segments.get(index);
      Node literal = node.literals.get(segment);
      Route route = literal == null ? null : from(literal, index + 1);
      return route == null && node.one != null && !segment.isEmpty()
          ? from(node.one, index + 1)
          : route;
    }

    private @Nullable Route rest(Node rest, int index) {
      Route route = null;
      int first = rest.isLeaf() ? segments.size() : index;
      for (int next = first; next <= segments.size() && route == null; next++) {
        route = from(rest, next);
      }
      return route;
    }

    private @Nullable Route end(Node node) {
      Map<String, Route> methods = node.ends.getOrDefault(verb, Map.of());
      Route route = methods.get(method);
      if (route == null && method.equals("HEAD")) {
        route = methods.get("GET");
      }
      if (route == null) {
        route = methods.get("*");
      }
      if (route == null && !methods.isEmpty()) {
        allow(methods);
      }
      return route;
    }

    private void allow(Map<String, Route> methods) {
      allowed.addAll(methods.keySet());
      allowed.add("OPTIONS");
      if (methods.containsKey("GET")) {
        allowed.add("HEAD");
      }
    }
  }
}
