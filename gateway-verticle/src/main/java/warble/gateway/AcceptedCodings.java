package warble.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code Accept-Encoding} says (RFC 9110, section 12.5.3).
 *
 * @param weights 0 to 1, by coding in lower case or {@code *}
 */
record AcceptedCodings(Map<String, Double> weights) {

  private static final Pattern CODING =
      Pattern.compile(
          "\\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\\s*(?:;\\s*[qQ]=([01](?:\\.\\d{0,3})?)\\s*)?");

  /** Those of a request; what is malformed is not there. */
  static AcceptedCodings of(HttpServerRequest request) {
    Map<String, Double> weights = new HashMap<>();
    for (String line : request.headers().getAll(HttpHeaders.ACCEPT_ENCODING)) {
      for (String coding : line.split(",", -1)) {
        Matcher matcher = CODING.matcher(coding);
        if (matcher.matches()) {
          String weight = matcher.group(2);
          weights.put(
              matcher.group(1).toLowerCase(Locale.ROOT),
              weight == null ? 1 : Double.parseDouble(weight));
        }
      }
    }
    return new AcceptedCodings(weights);
  }

  /** Whether gzip may be used, and is not liked less than nothing at all. */
  boolean prefersGzip() {
    double gzip = weights.getOrDefault(Gzip.NAME, weights.getOrDefault("*", 0.0));
    return gzip > 0 && gzip >= weights.getOrDefault("identity", 0.0);
  }
}
