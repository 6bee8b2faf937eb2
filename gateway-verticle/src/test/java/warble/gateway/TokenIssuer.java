package warble.gateway;

import static warble.testkit.Futures.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes access tokens, good and bad ones, and publishes its keys over HTTP. */
final class TokenIssuer implements AutoCloseable {

  private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

  private final Vertx vertx = Vertx.vertx();
  private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
  private final AtomicInteger fetches = new AtomicInteger();
  private final HttpServer server;
  private volatile boolean away;

  TokenIssuer() {
    rotate("k1");
    server =
        await(
            vertx
                .createHttpServer()
                .requestHandler(request -> {
                  fetches.incrementAndGet();
                  request.response().setStatusCode(away ? 503 : 200).end(jwks().encode());
                })
                .listen(0, "127.0.0.1"));
  }

  /** The setting that makes a gateway use this issuer. */
  String setting() {
    return "gateway.auth.jwks=http://127.0.0.1:" + server.actualPort() + "/keys";
  }

  /** How often the keys were asked for. */
  int fetches() {
    return fetches.get();
  }

  void away(boolean away) {
    this.away = away;
  }

  /** Publishes a new key besides the others. */
  void rotate(String keyId) {
    keys.put(keyId, keyPair());
  }

  static KeyPair keyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException failure) {
      throw new AssertionError(failure);
    }
  }

  private JsonObject jwks() {
    JsonArray list = new JsonArray();
    keys.forEach((keyId, pair) -> list.add(jwk(keyId, (RSAPublicKey) pair.getPublic())));
    return new JsonObject().put("keys", list);
  }

  private static JsonObject jwk(String keyId, RSAPublicKey key) {
    return new JsonObject()
        .put("kty", "RSA")
        .put("kid", keyId)
        .put("use", "sig")
        .put("alg", "RS256")
        .put("n", base64(key.getModulus()))
        .put("e", base64(key.getPublicExponent()));
  }

  private static String base64(BigInteger number) {
    byte[] bytes = number.toByteArray();
    int sign = bytes[0] == 0 ? 1 : 0;
    return BASE64_URL.encodeToString(java.util.Arrays.copyOfRange(bytes, sign, bytes.length));
  }

  static JsonObject header() {
    return new JsonObject().put("alg", "RS256").put("typ", "at+jwt").put("kid", "k1");
  }

  static JsonObject claims(long user) {
    long now = Instant.now().getEpochSecond();
    return new JsonObject()
        .put("iss", "warble")
        .put("aud", "warble-api")
        .put("sub", Long.toString(user))
        .put("jti", UUID.randomUUID().toString())
        .put("iat", now)
        .put("exp", now + 600);
  }

  /** A good token. */
  String token(long user) {
    return token(header(), claims(user));
  }

  /** A token signed with the first key. */
  String token(JsonObject header, JsonObject claims) {
    return token(header, claims, key("k1"));
  }

  Key key(String keyId) {
    return java.util.Objects.requireNonNull(keys.get(keyId)).getPrivate();
  }

  /** The first public key, as a forger knows it. */
  byte[] publicKey() {
    return java.util.Objects.requireNonNull(keys.get("k1")).getPublic().getEncoded();
  }

  static String token(JsonObject header, JsonObject claims, Key key) {
    String content = part(header.encode()) + "." + part(claims.encode());
    return content + "." + BASE64_URL.encodeToString(sign(content, key));
  }

  private static String part(String json) {
    return BASE64_URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] sign(String content, Key key) {
    byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
    try {
      return key instanceof PrivateKey rsa ? rs256(bytes, rsa) : hs256(bytes, key);
    } catch (GeneralSecurityException failure) {
      throw new AssertionError(failure);
    }
  }

  private static byte[] rs256(byte[] content, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  private static byte[] hs256(byte[] content, Key key) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key.getEncoded(), "HmacSHA256"));
    return mac.doFinal(content);
  }

  @Override
  public void close() {
    await(vertx.close());
  }
}
