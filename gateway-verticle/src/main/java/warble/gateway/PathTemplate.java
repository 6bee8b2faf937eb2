package warble.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A path template of {@code google/api/http.proto}.
 *
 * @param segments what the path must look like, at most one of them a {@link Segment.Rest}
 * @param variables the parts of the path that are bound to fields
 * @param verb what follows the last colon, empty for none
 */
record PathTemplate(List<Segment> segments, List<Variable> variables, String verb) {

  /** What one segment of a template stands for. */
  sealed interface Segment {

    /** Exactly this text. */
    record Literal(String text) implements Segment {}

    /** {@code *}: any one segment that is not empty. */
    record One() implements Segment {}

    /** {@code **}: any number of segments, none too. */
    record Rest() implements Segment {}
  }

  /**
   * A part of the path that is bound to a field.
   *
   * @param field path of the field in the request message, in proto names
   * @param from index of the first segment bound
   * @param to index after the last
   */
  record Variable(String field, int from, int to) {}

  /** The text of a path that a variable has matched, decoded. */
  record Capture(String field, String text) {}

  PathTemplate {
    segments = List.copyOf(segments);
    variables = List.copyOf(variables);
  }

  /**
   * Parses a template.
   *
   * @throws IllegalArgumentException when it does not follow the grammar; the message says where
   */
  static PathTemplate parse(String text) {
    return new PathTemplateParser(text).parse();
  }

  /**
   * What the variables stand for in a path that this template matches.
   *
   * @param path the segments as they came, still percent-encoded
   */
  List<Capture> captures(List<String> path) {
    return variables.stream().map(variable -> capture(variable, path)).toList();
  }

  private Capture capture(Variable variable, List<String> path) {
    int from = indexIn(path, variable.from());
    int to = indexIn(path, variable.to());
    String raw = String.join("/", path.subList(from, to));
    return new Capture(
        variable.field(), spansSegments(variable) ? Percent.decodePath(raw) : Percent.decode(raw));
  }

  /** Behind a {@code **} the indexes move by the number of segments it stands for. */
  private int indexIn(List<String> path, int index) {
    int rest = segments.indexOf(new Segment.Rest());
    return rest < 0 || index <= rest ? index : index + path.size() - segments.size();
  }

  private boolean spansSegments(Variable variable) {
    return variable.to() - variable.from() != 1
        || segments.get(variable.from()) instanceof Segment.Rest;
  }

  /** Two templates of the same shape match the same paths. */
  String shape() {
    return withVerb(
        segments.stream().map(PathTemplate::text).collect(Collectors.joining("/", "/", "")));
  }

  private static String text(Segment segment) {
    return switch (segment) {
      case Segment.Literal(String text) -> text;
      case Segment.One _ -> "*";
      case Segment.Rest _ -> "**";
    };
  }

  private String withVerb(String path) {
    return verb.isEmpty() ? path : path + ":" + verb;
  }

  /** As {@code google/api/http.proto} writes it. */
  @Override
  public String toString() {
    List<String> texts =
        segments.stream().map(PathTemplate::text).collect(Collectors.toCollection(ArrayList::new));
    for (Variable variable : variables.reversed()) {
      List<String> bound = texts.subList(variable.from(), variable.to());
      String pattern = String.join("/", bound);
      bound.clear();
      texts.add(
          variable.from(),
          "{" + variable.field() + (pattern.equals("*") ? "" : "=" + pattern) + "}");
    }
    return withVerb("/" + String.join("/", texts));
  }
}
