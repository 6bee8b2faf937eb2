package warble.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a configuration serves. Nothing is started for it.
 *
 * @param rows the routes, in the order of the protosets
 * @param skipped a sentence for each rule that cannot be served and is left out
 */
record RouteTable(List<Row> rows, List<String> skipped) {

  private static final Row HEAD = new Row("METHOD", "PATH", "CALLS", "AUTH", "TIMEOUT");

  /**
   * A route.
   *
   * @param method HTTP method, {@code *} for any
   * @param path template of the path
   * @param calls {@code package.Service/Method}
   * @param auth {@code required} or {@code none}
   * @param timeout of the call in seconds, for example {@code 0.5s}; {@code 0s} for no end
   */
  record Row(String method, String path, String calls, String auth, String timeout) {

    private static Row of(Route route, GatewayConfig config) {
      GatewayConfig.Access access =
          config.auth().enabled() ? route.options().auth() : GatewayConfig.Access.NONE;
      return new Row(
          route.verb(),
          route.template().toString(),
          route.name(),
          access.name().toLowerCase(Locale.ROOT),
          seconds(route.options().timeout()));
    }

    private Stream<String> cells() {
      return Stream.of(method, path, calls, auth, timeout);
    }

    private JsonObject json() {
      return new JsonObject()
          .put("method", method)
          .put("path", path)
          .put("calls", calls)
          .put("auth", auth)
          .put("timeout", timeout);
    }
  }

  /**
   * Reads the protosets, which blocks.
   *
   * @throws IllegalArgumentException when they cannot be served; it lists all that is wrong with
   *     file, service, method and reason
   */
  static RouteTable of(GatewayConfig config) {
    HttpRules.Compiled compiled = HttpRules.compile(Protoset.read(config.protoset()), config);
    return new RouteTable(
        compiled.routes().stream().map(route -> Row.of(route, config)).toList(),
        compiled.skipped());
  }

  private static String seconds(Duration timeout) {
    return BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
  }

  /** For people: one line for each route, under a line of headings. */
  String text() {
    List<List<String>> lines =
        Stream.concat(Stream.of(HEAD), rows.stream()).map(row -> row.cells().toList()).toList();
    return lines.stream().map(line -> line(line, lines)).collect(Collectors.joining("\n"));
  }

  private static String line(List<String> cells, List<List<String>> lines) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < cells.size(); i++) {
      line.append(cells.get(i)).repeat(' ', width(i, lines) - cells.get(i).length() + 2);
    }
    return line.toString().stripTrailing();
  }

  private static int width(int column, List<List<String>> lines) {
    return lines.stream().mapToInt(cells -> cells.get(column).length()).max().orElse(0);
  }

  /** For programs: an array of objects. */
  String json() {
    return new JsonArray(rows.stream().map(Row::json).toList()).encodePrettily();
  }
}
