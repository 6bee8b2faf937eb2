package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate of the server and its key, from their files as they change. Connections that are
 * open keep what they were opened with. Instances share it, for they share the server.
 */
final class Certificates {

  private static final Logger LOG = LoggerFactory.getLogger(Certificates.class);
  private static final byte[] PROBE = "probe".getBytes(StandardCharsets.US_ASCII);

  private final GatewayConfig.Tls config;
  private final AtomicBoolean watched = new AtomicBoolean();
  private volatile @Nullable PemKeyCertOptions current;
  private String problem = "";
  private boolean looking;

  Certificates(GatewayConfig.Tls config) {
    this.config = config;
  }

  /**
   * Reads the files.
   *
   * @return it fails with {@link IllegalArgumentException} when they are no certificate with its
   *     key
   */
  Future<PemKeyCertOptions> read(Vertx vertx) {
    return vertx
        .executeBlocking(() -> checked(vertx, pem()))
        .recover(cause ->
            Future.failedFuture(
                new IllegalArgumentException("http.tls: cannot be used: " + cause, cause)))
        .onSuccess(pem -> current = pem);
  }

  /** Looks at the files from time to time, for as long as the server is there. */
  void watch(Vertx vertx, HttpServer server, ServerSSLOptions options) {
    if (watched.compareAndSet(false, true)) {
      vertx.setPeriodic(config.reloadInterval().toMillis(), _ -> look(vertx, server, options));
    }
  }

  private void look(Vertx vertx, HttpServer server, ServerSSLOptions options) {
    if (looking) {
      return;
    }
    looking = true;
    PemKeyCertOptions before = current;
    read(vertx)
        .compose(pem ->
            pem.equals(before)
                ? Future.succeededFuture(false)
                : server.updateSSLOptions(options.copy().setKeyCertOptions(pem)))
        .onSuccess(this::tell)
        .onFailure(this::tellOnce)
        .onComplete(_ -> looking = false);
  }

  private void tell(boolean changed) {
    problem = "";
    if (changed) {
      LOG.info("new certificate from {}", config.certificate());
    }
  }

  /** The old certificate goes on; the files may be half written. */
  private void tellOnce(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    if (!message.equals(problem)) {
      problem = message;
      LOG.warn("the certificate stays as it was: {}", message);
    }
  }

  private PemKeyCertOptions pem() throws IOException {
    return new PemKeyCertOptions()
        .setCertValue(Buffer.buffer(Files.readAllBytes(Path.of(config.certificate()))))
        .setKeyValue(Buffer.buffer(Files.readAllBytes(Path.of(config.key()))));
  }

  /** The JDK would find out at the first handshake, and every client with it. */
  private static PemKeyCertOptions checked(Vertx vertx, PemKeyCertOptions pem) throws Exception {
    List<X509KeyManager> managers =
        Arrays.stream(pem.getKeyManagerFactory(vertx).getKeyManagers())
            .map(X509KeyManager.class::cast)
            .toList();
    for (X509KeyManager manager : managers) {
      for (String alias : aliases(manager)) {
        PublicKey certified = manager.getCertificateChain(alias)[0].getPublicKey();
        if (!belong(manager.getPrivateKey(alias), certified)) {
          throw new GeneralSecurityException("the key is not that of the certificate");
        }
      }
    }
    return pem;
  }

  private static List<String> aliases(X509KeyManager manager) {
    return Stream.of("RSA", "EC", "EdDSA")
        .map(type -> manager.getServerAliases(type, null))
        .flatMap(found -> found == null ? Stream.empty() : Arrays.stream(found))
        .toList();
  }

  private static boolean belong(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signature = Signature.getInstance(algorithm(key));
    signature.initSign(key);
    signature.update(PROBE);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(PROBE);
    return signature.verify(signed);
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> key.getAlgorithm();
    };
  }
}
