package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What differs between two readings.
 *
 * @param added routes that were not there
 * @param removed routes that are there no more
 * @param changed routes that call, take, answer or allow something else
 * @param limits names of rate rules that were added, removed or changed
 */
record ServingDiff(
    List<String> added, List<String> removed, List<String> changed, List<String> limits) {

  /** The log is for people; {@code ./warble routes} lists all. */
  private static final int MOST_TOLD = 20;

  static ServingDiff of(Serving before, Serving after) {
    Map<String, Object> old = contents(before.all());
    Map<String, Object> young = contents(after.all());
    return new ServingDiff(
        without(young.keySet(), old.keySet()),
        without(old.keySet(), young.keySet()),
        changed(old, young),
        differing(before.config().rateLimits().rules(), after.config().rateLimits().rules()));
  }

  private static Map<String, Object> contents(List<Route> routes) {
    Map<String, Object> contents = new TreeMap<>();
    routes.forEach(route -> contents.put(name(route), Content.of(route)));
    return contents;
  }

  private static String name(Route route) {
    return route.verb() + " " + route.template();
  }

  private static List<String> without(Collection<String> some, Collection<String> others) {
    return some.stream().filter(it -> !others.contains(it)).toList();
  }

  private static List<String> changed(Map<String, ?> old, Map<String, ?> young) {
    return old.keySet().stream()
        .filter(young::containsKey)
        .filter(key -> !Objects.equals(old.get(key), young.get(key)))
        .sorted()
        .toList();
  }

  private static List<String> differing(Map<String, ?> old, Map<String, ?> young) {
    Map<String, Object> all = new HashMap<>(old);
    all.putAll(young);
    return all.keySet().stream()
        .filter(key -> !Objects.equals(old.get(key), young.get(key)))
        .sorted()
        .toList();
  }

  /**
   * All that makes a route what it is.
   *
   * @param messages its messages and what they are made of
   */
  private record Content(
      String calls,
      String body,
      String responseBody,
      Message method,
      GatewayConfig.RouteOptions options,
      Set<Message> messages) {

    static Content of(Route route) {
      Binding binding = route.binding();
      Map<String, Message> messages = new HashMap<>();
      collect(binding.method().getInputType(), messages);
      collect(binding.method().getOutputType(), messages);
      return new Content(
          route.name(),
          binding.body(),
          binding.responseBody(),
          binding.method().toProto(),
          route.options(),
          new HashSet<>(messages.values()));
    }

    private static void collect(Descriptor type, Map<String, Message> messages) {
      if (messages.putIfAbsent(type.getFullName(), type.toProto()) == null) {
        type.getFields().forEach(field -> collect(field, messages));
      }
    }

    private static void collect(FieldDescriptor field, Map<String, Message> messages) {
      switch (field.getJavaType()) {
        case MESSAGE -> collect(field.getMessageType(), messages);
        case ENUM -> collect(field.getEnumType(), messages);
        default -> {
          // Its message says all of it.
        }
      }
    }

    private static void collect(EnumDescriptor type, Map<String, Message> messages) {
      messages.put(type.getFullName(), type.toProto());
    }
  }

  @Override
  public String toString() {
    return "%s; %s; %s; rate rules %s"
        .formatted(
            told("added", added),
            told("removed", removed),
            told("changed", changed),
            told("changed", limits));
  }

  private static String told(String what, List<String> names) {
    String some = names.stream().limit(MOST_TOLD).collect(Collectors.joining(", "));
    int more = names.size() - MOST_TOLD;
    return "%s %d%s%s"
        .formatted(
            what,
            names.size(),
            names.isEmpty() ? "" : ": " + some,
            more > 0 ? " and " + more + " more" : "");
  }
}
