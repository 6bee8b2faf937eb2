package warble.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets pages of other origins read answers, good and bad, by the rules of the Fetch standard
 * (section 3.3, the CORS protocol).
 */
final class Cors {

  private static final String ANY = GatewayConfig.Cors.ANY;

  private final GatewayConfig.Cors config;
  private final boolean anyOrigin;
  private final String methods;
  private final String headers;
  private final String exposed;

  Cors(GatewayConfig.Cors config) {
    this.config = config;
    this.anyOrigin = config.allowedOrigins().contains(ANY);
    this.methods = String.join(", ", config.allowedMethods());
    this.headers = String.join(", ", config.allowedHeaders());
    this.exposed = String.join(", ", config.exposedHeaders());
  }

  /**
   * Marks the answer, and answers a preflight. Whether there is such a path is for the request
   * proper to tell, whose answer the page can read.
   *
   * @return whether it was a preflight
   */
  boolean answers(HttpServerRequest request) {
    if (mark(request) && isPreflight(request)) {
      allow(request);
      return true;
    }
    return false;
  }

  /**
   * Writes the headers that the answer to this request has, whatever the answer is.
   *
   * @return whether a page of the origin may read it
   */
  boolean mark(HttpServerRequest request) {
    if (config.allowedOrigins().isEmpty()) {
      return false;
    }
    MultiMap answer = request.response().headers();
    if (!anyOrigin) {
      // A cache must not give the answer for one origin, or for none, to another.
      answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin == null || !isAllowed(origin)) {
      return false;
    }
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, anyOrigin ? ANY : origin);
    if (config.credentials()) {
      answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    list(answer, HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
    return true;
  }

  private boolean isAllowed(String origin) {
    return anyOrigin || config.allowedOrigins().contains(origin);
  }

  private static boolean isPreflight(HttpServerRequest request) {
    return request.method().equals(HttpMethod.OPTIONS)
        && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
  }

  private void allow(HttpServerRequest request) {
    MultiMap answer = request.response().headers();
    list(answer, HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, methods);
    list(answer, HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, headers);
    answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, Long.toString(config.maxAge().toSeconds()));
    request.response().setStatusCode(204).end();
  }

  private static void list(MultiMap answer, CharSequence name, String values) {
    if (!values.isEmpty()) {
      answer.set(name, values);
    }
  }
}
