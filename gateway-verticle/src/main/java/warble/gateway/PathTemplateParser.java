package warble.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import warble.gateway.PathTemplate.Segment;
import warble.gateway.PathTemplate.Variable;

/**
 * The grammar of {@code google/api/http.proto}, by recursive descent:
 *
 * <pre>
 * Template = "/" Segments [ Verb ] ;
 * Segments = Segment { "/" Segment } ;
 * Segment  = "*" | "**" | LITERAL | Variable ;
 * Variable = "{" FieldPath [ "=" Segments ] "}" ;
 * Verb     = ":" LITERAL ;
 * </pre>
 */
final class PathTemplateParser {

  private static final Pattern FIELD_PATH =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*(\\.[A-Za-z_][A-Za-z0-9_]*)*");
  private static final String RESERVED = "/{}:=*";

  private final String text;
  private final List<Segment> segments = new ArrayList<>();
  private final List<Variable> variables = new ArrayList<>();
  private int at;

  PathTemplateParser(String text) {
    this.text = text;
  }

  PathTemplate parse() {
    expect('/');
    segments(true);
    String verb = accept(':') ? literal() : "";
    if (at < text.length()) {
      throw refused("nothing may follow");
    }
    if (segments.stream().filter(Segment.Rest.class::isInstance).count() > 1) {
      throw refused("** stands more than once");
    }
    return new PathTemplate(segments, variables, verb);
  }

  private void segments(boolean variablesAllowed) {
    do {
      segment(variablesAllowed);
    } while (accept('/'));
  }

  private void segment(boolean variablesAllowed) {
    if (accept('*')) {
      segments.add(accept('*') ? new Segment.Rest() : new Segment.One());
    } else if (accept('{')) {
      if (!variablesAllowed) {
        throw refused("a variable may not hold another");
      }
      variable();
    } else {
      segments.add(new Segment.Literal(decoded(literal())));
    }
  }

  private void variable() {
    String field = until("=}");
    if (!FIELD_PATH.matcher(field).matches()) {
      throw refused("'" + field + "' is not the path of a field");
    }
    if (variables.stream().anyMatch(other -> other.field().equals(field))) {
      throw refused("'" + field + "' is bound twice");
    }
    int from = segments.size();
    if (accept('=')) {
      segments(false);
    } else {
      segments.add(new Segment.One());
    }
    expect('}');
    variables.add(new Variable(field, from, segments.size()));
  }

  private String literal() {
    String literal = until(RESERVED);
    if (literal.isEmpty()) {
      throw refused("a segment is missing");
    }
    return literal;
  }

  private String decoded(String literal) {
    try {
      return Percent.decode(literal);
    } catch (IllegalArgumentException malformed) {
      throw refused(String.valueOf(malformed.getMessage()));
    }
  }

  private String until(String ends) {
    int from = at;
    while (at < text.length() && ends.indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  private boolean accept(char expected) {
    boolean found = at < text.length() && text.charAt(at) == expected;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char expected) {
    if (!accept(expected)) {
      throw refused("'" + expected + "' is missing");
    }
  }

  private IllegalArgumentException refused(String reason) {
    return new IllegalArgumentException(
        "path template '" + text + "': " + reason + " at character " + (at + 1));
  }
}
