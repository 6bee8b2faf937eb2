package warble.user;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An RSA key that access tokens are signed with.
 *
 * @param kid the key's JWK thumbprint (RFC 7638)
 * @param privateKey signs
 * @param publicKey verifies, and is published
 */
record SigningKey(String kid, PrivateKey privateKey, RSAPublicKey publicKey) {

  private static final String ALGORITHM = "RSA";
  private static final int BITS = 2048;
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  /** A new key. Takes some hundred milliseconds of computation. */
  static SigningKey generate() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(BITS);
    KeyPair pair = generator.generateKeyPair();
    return of(pair.getPrivate(), (RSAPublicKey) pair.getPublic());
  }

  /** Reads one {@code -----BEGIN PRIVATE KEY-----} or more, PKCS #8 in PEM (RFC 7468). */
  static List<SigningKey> ofPem(String pem) {
    List<SigningKey> keys =
        PEM.matcher(pem).results().map(block -> ofBase64(block.group(1))).toList();
    if (keys.isEmpty()) {
      throw unreadable(null);
    }
    return keys;
  }

  private static SigningKey ofBase64(String text) {
    try {
      return ofPkcs8(Base64.getMimeDecoder().decode(text));
    } catch (GeneralSecurityException | IllegalArgumentException malformed) {
      throw unreadable(malformed);
    }
  }

  private static IllegalArgumentException unreadable(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "signingKeys: not readable (expected: PKCS #8 in PEM, RSA of " + BITS + " bits or more)",
        cause);
  }

  /** Reads an encoded private key; the public one is part of it. */
  static SigningKey ofPkcs8(byte[] encoded) throws GeneralSecurityException {
    KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
    if (factory.generatePrivate(new PKCS8EncodedKeySpec(encoded)) instanceof RSAPrivateCrtKey key
        && key.getModulus().bitLength() >= BITS) {
      RSAPublicKeySpec publicSpec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
      return of(key, (RSAPublicKey) factory.generatePublic(publicSpec));
    }
    throw new InvalidKeySpecException("not an RSA key of " + BITS + " bits or more");
  }

  private static SigningKey of(PrivateKey privateKey, RSAPublicKey publicKey)
      throws GeneralSecurityException {
    return new SigningKey(thumbprint(publicKey), privateKey, publicKey);
  }

  static String thumbprint(RSAPublicKey key) throws GeneralSecurityException {
    String canonical =
        "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
            .formatted(base64(key.getPublicExponent()), base64(key.getModulus()));
    MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
    return BASE64_URL.encodeToString(sha256.digest(canonical.getBytes(StandardCharsets.UTF_8)));
  }

  /** The modulus as in a JSON Web Key (RFC 7518, section 6.3.1.1). */
  String modulus() {
    return base64(publicKey.getModulus());
  }

  /** The exponent as in a JSON Web Key (RFC 7518, section 6.3.1.2). */
  String exponent() {
    return base64(publicKey.getPublicExponent());
  }

  /** Unsigned big-endian, without the sign byte that Java puts in front. */
  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int start = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
    return BASE64_URL.encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
  }

  @Override
  public String toString() {
    return "SigningKey " + kid;
  }
}
