package warble.runtime.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes records of nodes and collects everything that does not fit. */
final class Binder {

  private static final String DEFAULT = "default";

  private final List<ConfigProblem> problems = new ArrayList<>();

  /** Throws when anything did not fit. */
  void check() {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }

  void missing(String path, Node parent) {
    refuse(parent.origin(), path, "is missing");
  }

  /** The record, or empty when something in it was refused; {@code foreign} keys are left alone. */
  Optional<Record> record(
      String path, Node node, Class<? extends Record> type, Collection<String> foreign) {
    List<RecordComponent> components = List.of(type.getRecordComponents());
    if (!(node instanceof Node.Mapping mapping)) {
      return refuse(
          node.origin(),
          path,
          "has no keys (expected: " + String.join(", ", names(components)) + ")");
    }
    refuseUnknown(path, mapping, names(components), foreign);
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : components) {
      component(path, mapping, component).ifPresent(it -> values.put(component.getName(), it));
    }
    return values.size() == components.size()
        ? construct(path, mapping, type, values.values().toArray())
        : Optional.empty();
  }

  private void refuseUnknown(
      String path, Node.Mapping mapping, List<String> names, Collection<String> foreign) {
    List<String> known = Stream.concat(names.stream(), foreign.stream()).toList();
    List<String> free =
        known.stream().filter(name -> !mapping.entries().containsKey(name)).toList();
    mapping
        .entries()
        .forEach((key, node) -> {
          if (!known.contains(key)) {
            refuse(node.origin(), child(path, key), unknown(key, free, known));
          }
        });
  }

  /** Of the likely misspellings, a key that is still to be set comes first. */
  private static String unknown(String key, List<String> free, List<String> known) {
    return Names.closest(key, free)
        .or(() -> Names.closest(key, known))
        .map(name -> "unknown key (did you mean " + name + "?)")
        .orElse("unknown key (expected: " + String.join(", ", known) + ")");
  }

  private Optional<Object> component(String path, Node.Mapping mapping, RecordComponent component) {
    String key = Names.kebab(component.getName());
    Node node = mapping.entries().get(key);
    if (node == null) {
      missing(child(path, key), mapping);
      return Optional.empty();
    }
    return value(child(path, key), node, component.getGenericType());
  }

  private Optional<Object> value(String path, Node node, Type type) {
    return switch (type) {
      case Class<?> record when record.isRecord() && !Scalars.reads(record) ->
          record(path, node, record.asSubclass(Record.class), List.of()).map(Object.class::cast);
      case Class<?> scalar -> scalar(path, node, scalar);
      case ParameterizedType list when list.getRawType() == List.class ->
          list(path, node, list.getActualTypeArguments()[0]);
      case ParameterizedType map when map.getRawType() == Map.class ->
          map(path, node, map.getActualTypeArguments()[1]);
      default -> throw new IllegalStateException(path + ": cannot bind a " + type);
    };
  }

  private Optional<Object> scalar(String path, Node node, Class<?> type) {
    String expected = Scalars.expected(type);
    return switch (node) {
      case Node.Scalar(String text, String origin) -> {
        Optional<Object> value = Scalars.read(type, text);
        yield value.isPresent()
            ? value
            : refuse(origin, path, "'" + text + "' (expected: " + expected + ")");
      }
      case Node.Empty(String origin) ->
          refuse(origin, path, "has no value (expected: " + expected + ")");
      case Node.Listing _, Node.Mapping _ ->
          refuse(node.origin(), path, "is not one value (expected: " + expected + ")");
    };
  }

  private Optional<Object> list(String path, Node node, Type type) {
    List<Node> items = items(node);
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      value(path + "[" + i + "]", items.get(i), type).ifPresent(values::add);
    }
    return values.size() == items.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  /** From outside a file a list is written with commas. */
  private static List<Node> items(Node node) {
    return switch (node) {
      case Node.Listing(List<Node> items, _) -> items;
      case Node.Empty _ -> List.of();
      case Node.Mapping mapping -> List.of(mapping);
      case Node.Scalar(String text, String origin) ->
          Arrays.stream(text.split(","))
              .map(String::strip)
              .filter(item -> !item.isEmpty())
              .<Node>map(item -> new Node.Scalar(item, origin))
              .toList();
    };
  }

  private Optional<Object> map(String path, Node node, Type type) {
    if (!(node instanceof Node.Mapping mapping)) {
      return node instanceof Node.Empty
          ? Optional.of(Map.of())
          : refuse(node.origin(), path, "is not a mapping (expected: key: value)");
    }
    SequencedMap<String, Node> entries = new LinkedHashMap<>();
    flatten("", mapping, type, entries);
    Node common = entries.get(DEFAULT);
    entries.replaceAll((_, entry) -> completed(entry, common));
    SequencedMap<String, Object> values = new LinkedHashMap<>();
    entries.forEach(
        (key, entry) -> value(child(path, key), entry, type).ifPresent(it -> values.put(key, it)));
    return values.size() == entries.size()
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  /** What an entry leaves out is as in the entry that is called default. */
  private static Node completed(Node entry, @Nullable Node common) {
    if (!(entry instanceof Node.Mapping own) || !(common instanceof Node.Mapping base)) {
      return entry;
    }
    SequencedMap<String, Node> all = new LinkedHashMap<>(base.entries());
    all.putAll(own.entries());
    return new Node.Mapping(all, own.origin());
  }

  /** From outside a file a list is written as one text, too. */
  private static boolean isWrittenAsText(Type type) {
    return switch (type) {
      case Class<?> scalar -> Scalars.reads(scalar);
      case ParameterizedType list when list.getRawType() == List.class ->
          isWrittenAsText(list.getActualTypeArguments()[0]);
      default -> false;
    };
  }

  /**
   * A key with dots arrives as nested mappings from the environment and the command line. Of those
   * the parts of a record end the key.
   */
  private static void flatten(
      String prefix, Node.Mapping mapping, Type type, Map<String, Node> entries) {
    mapping
        .entries()
        .forEach((key, node) -> {
          if (node instanceof Node.Mapping nested && isWrittenAsText(type)) {
            flatten(prefix + key + ".", nested, type, entries);
          } else if (node instanceof Node.Mapping nested
              && type instanceof Class<?> entry
              && entry.isRecord()) {
            part(prefix + key, nested, entry, entries);
          } else {
            entries.put(prefix + key, node);
          }
        });
  }

  private static void part(
      String key, Node.Mapping mapping, Class<?> type, Map<String, Node> entries) {
    SequencedMap<String, Node> own = new LinkedHashMap<>();
    SequencedMap<String, Node> deeper = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach((name, node) ->
            (node instanceof Node.Mapping && !takesMapping(name, type) ? deeper : own)
                .put(name, node));
    if (!own.isEmpty() || deeper.isEmpty()) {
      Node.Mapping entry = new Node.Mapping(own, mapping.origin());
      entries.merge(key, entry, Binder::overlaid);
    }
    flatten(key + ".", new Node.Mapping(deeper, mapping.origin()), type, entries);
  }

  private static Node overlaid(Node earlier, Node later) {
    return earlier instanceof Node.Mapping below && later instanceof Node.Mapping above
        ? below.overlay(above)
        : later;
  }

  private static boolean takesMapping(String key, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .filter(component -> Names.kebab(component.getName()).equals(key))
        .anyMatch(component -> component.getType().isRecord() || component.getType() == Map.class);
  }

  private Optional<Record> construct(
      String path, Node.Mapping mapping, Class<? extends Record> type, Object[] values) {
    try {
      return Optional.of(canonical(type).newInstance(values));
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException broken) {
        return invariant(path, mapping, String.valueOf(broken.getMessage()));
      }
      throw new IllegalStateException(path + ": " + type.getName(), refused.getCause());
    } catch (ReflectiveOperationException notARecord) {
      throw new IllegalStateException(path + ": " + type.getName(), notARecord);
    }
  }

  private static Constructor<? extends Record> canonical(Class<? extends Record> type)
      throws NoSuchMethodException {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
    constructor.setAccessible(true);
    return constructor;
  }

  /** A message that starts with the name of a component is told at the line of its key. */
  private <T> Optional<T> invariant(String path, Node.Mapping mapping, String message) {
    int colon = message.indexOf(": ");
    String key = colon < 0 ? "" : Names.kebab(message.substring(0, colon));
    Node node = mapping.entries().get(key);
    return node == null
        ? refuse(mapping.origin(), path, message)
        : refuse(node.origin(), child(path, key), message.substring(colon + 2));
  }

  private <T> Optional<T> refuse(String origin, String path, String message) {
    problems.add(new ConfigProblem(origin, path, message));
    return Optional.empty();
  }

  private static List<String> names(List<RecordComponent> components) {
    return components.stream().map(component -> Names.kebab(component.getName())).toList();
  }

  private static String child(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
