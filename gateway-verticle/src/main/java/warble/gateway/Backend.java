package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.ResponseMetadata;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcChannel;
import warble.runtime.rpc.RpcContext;

/** Calls the services behind the gateway. */
final class Backend {

  /** Names the access token of the caller to the service that may have to revoke it. */
  private static final String TOKEN_ID = "x-warble-token-id";

  /** Names the network address of the client to services that limit what one may do. */
  private static final String CLIENT = "x-warble-client";

  private static final Pattern METADATA_VALUE = Pattern.compile("[ -~]{1,1024}");

  private final Rpc rpc;
  private final List<String> forwarded;
  private final List<String> returned;

  /**
   * Calls through {@code rpc}.
   *
   * @param forwarded names of the request headers that become metadata
   * @param returned names of the response metadata that become headers
   */
  Backend(Rpc rpc, List<String> forwarded, List<String> returned) {
    this.rpc = rpc;
    this.forwarded = forwarded;
    this.returned = returned;
  }

  /**
   * Calls the method of the route; request message in, response message out. The time that the
   * route gives starts here: a slow upload is not the service's.
   */
  Future<Exchange> call(Exchange exchange) {
    Route route = exchange.route();
    ResponseMetadata answered = new ResponseMetadata();
    return rpc.with(
            context(exchange),
            () -> channel(route).call(route.method(), exchange.payload(), answered))
        .onComplete(_ -> give(exchange, answered))
        .map(exchange::with);
  }

  private RpcChannel channel(Route route) {
    RpcChannel channel = rpc.channel(route.service());
    return route.isRepeatable() ? channel.repeatable() : channel;
  }

  /** Calls the method of the route, which answers with a stream of response messages, paused. */
  Future<ReadStream<Buffer>> stream(Exchange exchange) {
    Route route = exchange.route();
    ResponseMetadata answered = new ResponseMetadata();
    return rpc.with(
            context(exchange),
            () -> rpc.channel(route.service()).stream(route.method(), exchange.payload(), answered))
        .onComplete(_ -> give(exchange, answered));
  }

  /** Whether the call succeeded or not. */
  private void give(Exchange exchange, ResponseMetadata answered) {
    if (returned.isEmpty()) {
      return;
    }
    Map<String, String> values = answered.values();
    for (String name : returned) {
      String value = values.get(name.toLowerCase(Locale.ROOT));
      if (value != null) {
        exchange.arrival().responseHeaders().set(name, value);
      }
    }
  }

  private RpcContext context(Exchange exchange) {
    return new RpcContext(
        exchange.caller(),
        RequestTimeout.deadline(exchange.arrival().request(), exchange.route().options().timeout()),
        exchange.cancellation(),
        metadata(exchange));
  }

  /** What a route without variables answers, as JSON, asked by Warble itself. */
  Future<Buffer> fetch(Route route) {
    Duration timeout = route.options().timeout();
    Buffer request =
        route.transcoder().request(Content.json(Buffer.buffer()), List.of(), new Query(List.of()));
    return rpc.with(
            RpcContext.internal(timeout),
            () -> rpc.channel(route.service()).call(route.method(), request))
        .map(route.transcoder()::response)
        .map(Content::bytes);
  }

  private Map<String, String> metadata(Exchange exchange) {
    Map<String, String> metadata = new HashMap<>();
    for (String name : forwarded) {
      String value = exchange.arrival().request().getHeader(name);
      if (value != null) {
        metadata.put(name.toLowerCase(Locale.ROOT), sane(name, value));
      }
    }
    metadata.put("x-request-id", exchange.arrival().requestId());
    metadata.put(CLIENT, exchange.arrival().client().network());
    if (!exchange.token().id().isEmpty()) {
      metadata.put(TOKEN_ID, exchange.token().id());
    }
    return metadata;
  }

  private static String sane(String name, String value) {
    if (!METADATA_VALUE.matcher(value).matches()) {
      throw Failure.invalid(
              name, "is not plain text (expected: 1..1024 printable ASCII characters)")
          .exception();
    }
    return value;
  }
}
