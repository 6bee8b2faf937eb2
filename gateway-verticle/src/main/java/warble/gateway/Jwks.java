package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.rpc.Failure;

/**
 * The issuer's public keys (RFC 7517) by their identifier. To be used on one event loop.
 *
 * <p>A key that is not known makes the keys be fetched, once for all that wait, and not again
 * before the minimum age: a flood of invented identifiers costs the issuer nothing.
 */
final class Jwks {

  private static final Logger LOG = LoggerFactory.getLogger(Jwks.class);

  private static final int FEWEST_BITS = 2048;

  private final Supplier<Future<Buffer>> source;
  private final Duration maxAge;
  private final Duration minAge;

  private Map<String, PublicKey> keys = Map.of();
  private Future<Map<String, PublicKey>> latest = Future.succeededFuture(Map.of());
  private long latestAt;

  /**
   * Fetches nothing yet.
   *
   * @param source fetches the JSON of the key set
   */
  Jwks(Supplier<Future<Buffer>> source, GatewayConfig.Auth config) {
    this.source = source;
    this.maxAge = config.jwksMaxAge();
    this.minAge = config.jwksMinAge();
    this.latestAt = System.nanoTime() - maxAge.toNanos();
  }

  /** The key; fails with {@link Failure.Unauthenticated} when there is none of this name. */
  Future<PublicKey> key(String id) {
    PublicKey known = keys.get(id);
    if (isOlderThan(known == null ? minAge : maxAge)) {
      refresh();
    }
    return known != null ? Future.succeededFuture(known) : latest.map(fetched -> of(id, fetched));
  }

  private static PublicKey of(String id, Map<String, PublicKey> keys) {
    PublicKey key = keys.get(id);
    if (key == null) {
      throw AccessToken.invalid("is signed with an unknown key");
    }
    return key;
  }

  private boolean isOlderThan(Duration age) {
    return latest.isComplete() && System.nanoTime() - latestAt >= age.toNanos();
  }

  private void refresh() {
    latestAt = System.nanoTime();
    latest = source.get().map(Jwks::parse).onSuccess(fetched -> keys = fetched);
  }

  private static Map<String, PublicKey> parse(Buffer json) {
    try {
      Map<String, PublicKey> keys = new HashMap<>();
      new JsonObject(json).getJsonArray("keys").forEach(key -> add(key, keys));
      return keys;
    } catch (DecodeException | ClassCastException | NullPointerException malformed) {
      throw new Failure.Unavailable(
              "the keys of the token issuer cannot be read", Duration.ofSeconds(1))
          .exception();
    }
  }

  /** A key that cannot be used is nobody else's fault (RFC 7517, section 5). */
  private static void add(Object key, Map<String, PublicKey> keys) {
    try {
      if (key instanceof JsonObject jwk && isForSignatures(jwk)) {
        keys.put(jwk.getString("kid"), publicKey(jwk));
      }
    } catch (IllegalArgumentException | ClassCastException | GeneralSecurityException malformed) {
      LOG.warn("A key of the token issuer cannot be used", malformed);
    }
  }

  private static boolean isForSignatures(JsonObject jwk) {
    return "RSA".equals(jwk.getString("kty"))
        && "sig".equals(jwk.getString("use", "sig"))
        && "RS256".equals(jwk.getString("alg", "RS256"))
        && jwk.containsKey("kid")
        && number(jwk, "n").bitLength() >= FEWEST_BITS;
  }

  private static PublicKey publicKey(JsonObject jwk) throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA")
        .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
  }

  private static BigInteger number(JsonObject jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(jwk.getString(name, "")));
  }
}
