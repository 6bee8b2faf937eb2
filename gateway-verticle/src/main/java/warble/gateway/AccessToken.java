package warble.gateway;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * A valid access token (RFC 9068).
 *
 * @param id {@code jti}, empty when it has none
 * @param subject {@code sub}, a user id
 * @param issuedAt {@code iat}
 * @param expiresAt {@code exp}
 */
record AccessToken(String id, long subject, Instant issuedAt, Instant expiresAt) {

  /** Nobody's. */
  static final AccessToken NONE = new AccessToken("", 0, Instant.EPOCH, Instant.EPOCH);

  /** Reason of a failure: there is no token. */
  static final String MISSING = "TOKEN_MISSING";

  /**
   * Checks the claims of a token whose signature is good.
   *
   * @throws FailureException {@link Failure.Unauthenticated} when they are not for us, or not now
   */
  static AccessToken of(JsonObject claims, GatewayConfig.Auth config, Instant now) {
    AccessToken token =
        new AccessToken(
            claims.getValue("jti") instanceof String id ? id : "",
            subject(claims),
            moment(claims, "iat"),
            moment(claims, "exp"));
    require(config.issuer().equals(claims.getValue("iss")), "is of another issuer");
    require(isFor(config.audience(), claims.getValue("aud")), "is for another audience");
    token.requireAlive(config.clockSkew(), now);
    require(!isBefore(now.plus(config.clockSkew()), claims), "is not valid yet");
    require(!token.issuedAt.isAfter(now.plus(config.clockSkew())), "is of the future");
    require(!token.expiresAt.isAfter(token.issuedAt.plus(config.maxLifetime())), "lives too long");
    return token;
  }

  /**
   * Checks that it has not expired.
   *
   * @throws FailureException {@link Failure.Unauthenticated} when it has
   */
  void requireAlive(Duration clockSkew, Instant now) {
    if (!now.isBefore(expiresAt.plus(clockSkew))) {
      throw new Failure.Unauthenticated("TOKEN_EXPIRED", "the access token has expired")
          .exception();
    }
  }

  /** What is wrong with a token, told to its bearer. */
  static FailureException invalid(String reason) {
    return new Failure.Unauthenticated("TOKEN_INVALID", "the access token " + reason).exception();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw invalid(otherwise);
    }
  }

  private static long subject(JsonObject claims) {
    try {
      long subject = Long.parseLong(String.valueOf(claims.getValue("sub")));
      require(subject > 0, "names no user");
      return subject;
    } catch (NumberFormatException notAnId) {
      throw invalid("names no user");
    }
  }

  /** Seconds since 1970, perhaps with a fraction (RFC 7519, section 2). */
  private static Instant moment(JsonObject claims, String name) {
    if (claims.getValue(name) instanceof Number seconds
        && Math.abs(seconds.doubleValue()) < Integer.MAX_VALUE * 1000.0) {
      return Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000));
    }
    throw invalid("has no " + name);
  }

  private static boolean isBefore(Instant now, JsonObject claims) {
    return claims.containsKey("nbf") && now.isBefore(moment(claims, "nbf"));
  }

  private static boolean isFor(String audience, @Nullable Object aud) {
    return aud instanceof JsonArray several
        ? several.contains(audience)
        : Objects.equals(audience, aud);
  }
}
