package warble.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import warble.gateway.PathTemplate.Capture;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;

/**
 * A routed request on its way through the pipeline.
 *
 * @param arrival the request
 * @param route its route
 * @param captures what the variables of the path stand for
 * @param body the body, not read yet
 * @param cancellation completes when the client goes away
 * @param caller who the access token says it is
 * @param tokenId the {@code jti} of the access token, empty without one
 * @param payload body, request message and response message, one after the other
 */
record Exchange(
    Arrival arrival,
    Route route,
    List<Capture> captures,
    Body body,
    Cancellation cancellation,
    Caller caller,
    String tokenId,
    Buffer payload) {

  /** A request of nobody yet. */
  static Exchange of(Arrival arrival, Routes.Lookup.Found found, Body body) {
    return new Exchange(
        arrival,
        found.route(),
        found.captures(),
        body,
        new Cancellation(),
        new Caller.Anonymous(),
        "",
        Buffer.buffer());
  }

  Exchange by(AccessToken token) {
    return new Exchange(
        arrival,
        route,
        captures,
        body,
        cancellation,
        new Caller.User(token.subject()),
        token.id(),
        payload);
  }

  Exchange with(Buffer next) {
    return new Exchange(arrival, route, captures, body, cancellation, caller, tokenId, next);
  }
}
