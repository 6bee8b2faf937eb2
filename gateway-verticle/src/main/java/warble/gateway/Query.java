package warble.gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import warble.runtime.rpc.Failure;

/**
 * The parameters of a query string, in their order.
 *
 * @param parameters decoded names and values
 */
record Query(List<Parameter> parameters) {

  /** A decoded name and value; a parameter without {@code =} has an empty value. */
  record Parameter(String name, String value) {}

  /** Hash flooding and the like end here. */
  private static final int MOST_PARAMETERS = 1000;

  /** Of a request without any. */
  private static final Query NONE = new Query(List.of());

  /**
   * Parses what stands behind the question mark.
   *
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} when it is
   *     malformed
   */
  static Query parse(String text) {
    if (text.isEmpty()) {
      return NONE;
    }
    List<String> parts = Arrays.stream(text.split("&")).filter(part -> !part.isEmpty()).toList();
    if (parts.size() > MOST_PARAMETERS) {
      throw Failure.invalid("query", "more than " + MOST_PARAMETERS + " parameters").exception();
    }
    List<Parameter> parameters = new ArrayList<>(parts.size());
    parts.forEach(part -> parameters.add(parameter(part)));
    return new Query(parameters);
  }

  private static Parameter parameter(String part) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    try {
      return new Parameter(
          Percent.decodeQuery(name),
          equals < 0 ? "" : Percent.decodeQuery(part.substring(equals + 1)));
    } catch (IllegalArgumentException malformed) {
      throw Failure.invalid(name, "query parameter with malformed percent-encoding").exception();
    }
  }
}
