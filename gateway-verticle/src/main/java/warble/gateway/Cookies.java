package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import warble.gateway.GatewayConfig.CookieOptions;
import warble.gateway.RouteCookies.Bound;

/** The stages that move tokens between cookies and fields of messages. */
final class Cookies {

  private final OriginCheck origins;

  Cookies(OriginCheck origins) {
    this.origins = origins;
  }

  /**
   * Fills absent fields of the request message from cookies. Another site may not have cookies set
   * here either: it would log its visitors in as somebody else. A page can send no token to another
   * origin that has not let it.
   */
  Future<Exchange> take(Exchange exchange) {
    boolean bearsToken = exchange.arrival().request().headers().contains(HttpHeaders.AUTHORIZATION);
    if (!bearsToken && !exchange.route().cookies().set().isEmpty()) {
      origins.check(exchange.arrival());
    }
    Buffer message = exchange.payload();
    for (Bound bound : exchange.route().cookies().read()) {
      String value = value(exchange.arrival(), bound.cookie());
      if (!value.isEmpty() && WireFields.string(message, bound.field()).isEmpty()) {
        origins.check(exchange.arrival());
        message = WireFields.with(message, bound.field(), value);
      }
    }
    return Future.succeededFuture(exchange.with(message));
  }

  /** Sets and deletes cookies by the response message. */
  Future<Exchange> give(Exchange exchange) {
    RouteCookies cookies = exchange.route().cookies();
    for (Bound bound : cookies.set()) {
      String value = WireFields.string(exchange.payload(), bound.field());
      long maxAge = bound.cookie().maxAge().toSeconds();
      set(exchange.arrival(), bound.cookie(), value, maxAge);
    }
    clear(exchange);
    return Future.succeededFuture(exchange);
  }

  /** Deletes the cookies that the route deletes whatever the response. */
  void clear(Exchange exchange) {
    exchange.route().cookies().clear().forEach(it -> set(exchange.arrival(), it, "", 0));
  }

  /** What the client sends as this cookie, or empty. */
  static String value(Arrival arrival, CookieOptions options) {
    Cookie cookie = arrival.request().getCookie(name(options, arrival.client()));
    return cookie == null ? "" : cookie.getValue();
  }

  private static void set(Arrival arrival, CookieOptions options, String value, long maxAge) {
    arrival
        .request()
        .response()
        .addCookie(
            Cookie.cookie(name(options, arrival.client()), value)
                .setPath(options.path())
                .setMaxAge(maxAge)
                .setHttpOnly(true)
                .setSecure(arrival.client().secure())
                .setSameSite(CookieSameSite.LAX));
  }

  /**
   * Over TLS the prefix makes browsers refuse a cookie that a plain or sibling site has planted.
   */
  private static String name(CookieOptions options, Client client) {
    if (!client.secure()) {
      return options.name();
    }
    return (options.path().equals("/") ? "__Host-" : "__Secure-") + options.name();
  }
}
