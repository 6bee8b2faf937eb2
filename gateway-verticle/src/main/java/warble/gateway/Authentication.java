package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.security.PublicKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import warble.gateway.GatewayConfig.Access;
import warble.gateway.GatewayConfig.CookieOptions;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Failure;

/**
 * The stage that finds out who calls, by the access token in the {@code Authorization} header or in
 * the cookie.
 */
final class Authentication implements Stage {

  private static final String SCHEME = "Bearer ";

  private final GatewayConfig.Auth config;
  private final @Nullable CookieOptions cookie;
  private final Jwks keys;
  private final Revocations revocations;
  private final OriginCheck origins;
  private final Map<String, AccessToken> verified;

  Authentication(GatewayConfig config, Jwks keys, Revocations revocations, OriginCheck origins) {
    this.config = config.auth();
    this.cookie = config.cookies().get(config.auth().cookie());
    this.keys = keys;
    this.revocations = revocations;
    this.origins = origins;
    this.verified = newestOnly(config.auth().remembered());
  }

  private static Map<String, AccessToken> newestOnly(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, AccessToken> eldest) {
        return size() > most;
      }
    };
  }

  @Override
  public Future<Exchange> apply(Exchange exchange) {
    if (exchange.route().options().auth() == Access.NONE) {
      return Future.succeededFuture(exchange);
    }
    return verify(token(exchange.arrival())).map(this::refuseRevoked).map(exchange::by);
  }

  /**
   * Looks at a token again, for an answer that may outlast it.
   *
   * @throws warble.runtime.rpc.FailureException {@link Failure.Unauthenticated} when it has expired
   *     or was revoked
   */
  void recheck(Exchange exchange) {
    if (exchange.caller() instanceof Caller.User) {
      exchange.token().requireAlive(config.clockSkew(), Instant.now());
      refuseRevoked(exchange.token());
    }
  }

  private String token(Arrival arrival) {
    String header = arrival.request().getHeader(HttpHeaders.AUTHORIZATION);
    if (header != null) {
      return bearer(header);
    }
    String token = cookie == null ? "" : Cookies.value(arrival, cookie);
    if (token.isEmpty()) {
      throw new Failure.Unauthenticated(AccessToken.MISSING, "this method needs an access token")
          .exception();
    }
    origins.check(arrival);
    return token;
  }

  private static String bearer(String header) {
    if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      throw AccessToken.invalid("is not given as Bearer");
    }
    return header.substring(SCHEME.length()).strip();
  }

  private Future<AccessToken> verify(String text) {
    AccessToken known = verified.get(text);
    if (known != null) {
      known.requireAlive(config.clockSkew(), Instant.now());
      return Future.succeededFuture(known);
    }
    SignedToken signed = SignedToken.parse(text);
    return keys.key(signed.keyId())
        .map(key -> check(signed, key))
        .onSuccess(token -> verified.put(text, token));
  }

  private AccessToken check(SignedToken signed, PublicKey key) {
    if (!signed.isSignedBy(key)) {
      throw AccessToken.invalid("has a wrong signature");
    }
    return AccessToken.of(signed.claims(), config, Instant.now());
  }

  private AccessToken refuseRevoked(AccessToken token) {
    if (revocations.covers(token)) {
      throw new Failure.Unauthenticated("TOKEN_REVOKED", "the access token was revoked")
          .exception();
    }
    return token;
  }
}
