package warble.gateway;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * A request as it came in.
 *
 * @param request the HTTP request
 * @param requestId names it in logs, in errors and in calls made for it
 * @param client who sent it
 */
record Arrival(HttpServerRequest request, String requestId, Client client) {

  /** Where to write the headers of the answer, good or bad. */
  MultiMap responseHeaders() {
    return request.response().headers();
  }

  /** Whether the method is one that changes nothing (RFC 9110, section 9.2.1). */
  boolean isSafe() {
    HttpMethod method = request.method();
    return method.equals(HttpMethod.GET)
        || method.equals(HttpMethod.HEAD)
        || method.equals(HttpMethod.OPTIONS);
  }
}
