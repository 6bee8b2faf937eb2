package warble.user;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.function.Supplier;

/**
 * Makes access tokens: JSON Web Tokens of RFC 9068, signed with RS256.
 *
 * <p>A signature costs about a millisecond of CPU, so it is computed by workers; they are not those
 * that hash passwords, so that a rush of logins does not hold up those who are logged in.
 */
final class TokenSigner {

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final BoundedPool workers;
  private final KeyRing keys;
  private final UserConfig.Tokens config;

  TokenSigner(BoundedPool workers, KeyRing keys, UserConfig.Tokens config) {
    this.workers = workers;
    this.keys = keys;
    this.config = config;
  }

  /** Life of the tokens. */
  Duration lifetime() {
    return config.accessLifetime();
  }

  /**
   * Keeps a place for {@link #sign} while {@code work} runs, or fails with {@code
   * Failure.Unavailable} before anything was done.
   */
  <T> Future<T> withPlace(Supplier<Future<T>> work) {
    return workers.withPlace(work);
  }

  /**
   * Makes a token, for somebody who has a place.
   *
   * @param userId the {@code sub} claim
   * @param tokenId the {@code jti} claim
   * @param issuedAt the {@code iat} claim
   */
  Future<String> sign(long userId, String tokenId, Instant issuedAt) {
    JsonObject claims = claims(userId, tokenId, issuedAt);
    return keys.current().compose(set -> workers.execute(() -> signed(claims, set.signing())));
  }

  private JsonObject claims(long userId, String tokenId, Instant issuedAt) {
    return new JsonObject()
        .put("iss", config.issuer())
        .put("aud", config.audience())
        .put("sub", Long.toString(userId))
        .put("jti", tokenId)
        .put("iat", seconds(issuedAt))
        .put("exp", issuedAt.plus(config.accessLifetime()).getEpochSecond());
  }

  /**
   * With milliseconds (RFC 7519, section 2, allows them): who ends all sessions and logs in again
   * within the same second must get a token that is newer than the end.
   */
  private static BigDecimal seconds(Instant moment) {
    return BigDecimal.valueOf(moment.toEpochMilli(), 3);
  }

  private static String signed(JsonObject claims, SigningKey key) throws GeneralSecurityException {
    JsonObject header =
        new JsonObject().put("alg", "RS256").put("typ", "at+jwt").put("kid", key.kid());
    String content = base64(header) + "." + base64(claims);
    Signature rs256 = Signature.getInstance("SHA256withRSA");
    rs256.initSign(key.privateKey());
    rs256.update(content.getBytes(StandardCharsets.US_ASCII));
    return content + "." + BASE64_URL.encodeToString(rs256.sign());
  }

  private static String base64(JsonObject json) {
    return BASE64_URL.encodeToString(json.encode().getBytes(StandardCharsets.UTF_8));
  }
}
