package warble.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * The limits that bodies of requests have.
 *
 * @param vertx for timers
 * @param most bytes of one body
 * @param timeout how long one may take to arrive; the server's own time-outs do not end a request
 *     that sends a byte now and then
 * @param gzip whether one may be compressed
 * @param budget for all bodies of the process
 */
record Bodies(Vertx vertx, long most, Duration timeout, boolean gzip, BodyBudget budget) {

  static Bodies of(Vertx vertx, GatewayConfig.Http http, BodyBudget budget) {
    return new Bodies(
        vertx, http.maxBody().bytes(), http.bodyTimeout(), http.gzip().requests(), budget);
  }

  /** Keeps the body from coming in until somebody wants it. */
  Body of(HttpServerRequest request) {
    return new Body(request, this);
  }
}
