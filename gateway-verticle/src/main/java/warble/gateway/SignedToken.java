package warble.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import warble.runtime.rpc.Failure;

/**
 * A JSON Web Signature in compact form (RFC 7515) that says it is signed with RS256.
 *
 * <p>The algorithm is pinned before anything else: a token cannot choose {@code none}, or make us
 * use a public key as an HMAC key.
 *
 * @param keyId {@code kid}
 * @param content what is signed
 * @param claims the payload, not to be believed before {@link #isSignedBy}
 * @param signature the signature
 */
record SignedToken(String keyId, String content, JsonObject claims, Buffer signature) {

  private static final Base64.Encoder UNPADDED = Base64.getUrlEncoder().withoutPadding();

  private static final Set<String> TYPES =
      Set.of("at+jwt", "application/at+jwt", "jwt", "application/jwt");

  /**
   * Takes a token apart.
   *
   * @throws warble.runtime.rpc.FailureException {@link Failure.Unauthenticated} when it is
   *     malformed, or of a kind that is not accepted
   */
  static SignedToken parse(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 3) {
      throw AccessToken.invalid("is malformed");
    }
    return new SignedToken(
        keyId(json(parts[0])), parts[0] + "." + parts[1], json(parts[1]), decode(parts[2]));
  }

  private static String keyId(JsonObject header) {
    if (!"RS256".equals(header.getValue("alg"))) {
      throw AccessToken.invalid("is not signed with RS256");
    }
    if (!(header.getValue("typ") instanceof String type)
        || !TYPES.contains(type.toLowerCase(Locale.ROOT))) {
      throw AccessToken.invalid("is of another type");
    }
    if (header.containsKey("crit")) {
      throw AccessToken.invalid("has critical extensions");
    }
    if (header.getValue("kid") instanceof String keyId) {
      return keyId;
    }
    throw AccessToken.invalid("names no key");
  }

  private static JsonObject json(String part) {
    try {
      return new JsonObject(decode(part));
    } catch (DecodeException | ClassCastException malformed) {
      throw AccessToken.invalid("is malformed");
    }
  }

  /** Without padding (RFC 7515, section 2), and in the one way that there is. */
  private static Buffer decode(String part) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(part);
      if (!UNPADDED.encodeToString(bytes).equals(part)) {
        throw AccessToken.invalid("is malformed");
      }
      return Buffer.buffer(bytes);
    } catch (IllegalArgumentException malformed) {
      throw AccessToken.invalid("is malformed");
    }
  }

  boolean isSignedBy(PublicKey key) {
    try {
      Signature rs256 = Signature.getInstance("SHA256withRSA");
      rs256.initVerify(key);
      rs256.update(content.getBytes(StandardCharsets.US_ASCII));
      return rs256.verify(signature.getBytes());
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }
}
