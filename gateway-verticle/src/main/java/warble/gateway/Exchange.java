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
 * @param token the access token; {@link AccessToken#NONE} without one
 * @param payload body, request message and response message, one after the other
 */
record Exchange(
    Arrival arrival,
    Route route,
    List<Capture> captures,
    Body body,
    Cancellation cancellation,
    Caller caller,
    AccessToken token,
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
        AccessToken.NONE,
        Buffer.buffer());
  }

  Exchange by(AccessToken bearer) {
    return new Exchange(
        arrival,
        route,
        captures,
        body,
        cancellation,
        new Caller.User(bearer.subject()),
        bearer,
        payload);
  }

  Exchange with(Buffer next) {
    return new Exchange(arrival, route, captures, body, cancellation, caller, token, next);
  }
}
