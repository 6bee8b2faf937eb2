package warble.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Failure;

/**
 * Refuses requests that another site makes a browser send with our cookies.
 *
 * <p>Browsers say where a request comes from, in {@code Sec-Fetch-Site} or at least in {@code
 * Origin}; a request with neither was not made by a page.
 */
final class OriginCheck {

  private static final Set<String> OURS = Set.of("same-origin", "none");

  private final Set<String> allowed = new HashSet<>();

  /**
   * Allows some origins besides our own.
   *
   * @param allowed those that may use cookies
   * @param credentialed those that CORS lets send them
   */
  OriginCheck(List<String> allowed, List<String> credentialed) {
    this.allowed.addAll(allowed);
    this.allowed.addAll(credentialed);
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
    String host = authority(request);
    try {
      return host != null && host.equalsIgnoreCase(URI.create(origin).getRawAuthority());
    } catch (IllegalArgumentException notAnOrigin) {
      return false;
    }
  }

  /** The host that a request is for, as the client wrote it. */
  static @Nullable String authority(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) {
      return request.getHeader(HttpHeaders.HOST);
    }
    HostAndPort authority = request.authority();
    return authority == null ? null : authority.toString();
  }
}
