package warble.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.util.List;
import java.util.Set;
import warble.runtime.rpc.Failure;

/**
 * Refuses requests that another site makes a browser send with our cookies.
 *
 * <p>Browsers say where a request comes from, in {@code Sec-Fetch-Site} or at least in {@code
 * Origin}; a request with neither was not made by a page.
 */
final class OriginCheck {

  private static final Set<String> OURS = Set.of("same-origin", "none");

  private final List<String> allowed;

  /** Allows some origins besides our own. */
  OriginCheck(List<String> allowed) {
    this.allowed = allowed;
  }

  /**
   * Checks a request that a cookie gives authority to.
   *
   * @throws warble.runtime.rpc.FailureException {@link Failure.PermissionDenied} when it changes
   *     something and comes from elsewhere
   */
  void check(Arrival arrival) {
    if (!arrival.isSafe() && !isOurs(arrival.request())) {
      throw new Failure.PermissionDenied("CROSS_ORIGIN", "another origin may not use cookies here")
          .exception();
    }
  }

  private boolean isOurs(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    String site = request.getHeader("Sec-Fetch-Site");
    if (origin != null && allowed.contains(origin)) {
      return true;
    }
    return site != null ? OURS.contains(site) : origin == null || isOwn(origin, request);
  }

  private static boolean isOwn(String origin, HttpServerRequest request) {
    String host = request.getHeader(HttpHeaders.HOST);
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }
}
