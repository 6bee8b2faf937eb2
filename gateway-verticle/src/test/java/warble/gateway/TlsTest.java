package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SelfSignedCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.Certificate;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import warble.testkit.Futures;

/** HTTPS, and certificates that are replaced. */
final class TlsTest {

  private static final SelfSignedCertificate OLD = SelfSignedCertificate.create("localhost");
  private static final SelfSignedCertificate NEW = SelfSignedCertificate.create("localhost");

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();

  @AfterAll
  static void forget() {
    OLD.delete();
    NEW.delete();
  }

  @BeforeEach
  void install() throws IOException {
    put(OLD.certificatePath(), certificate());
    put(OLD.privateKeyPath(), key());
  }

  @AfterEach
  void close() {
    Futures.await(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void theClientChoosesTheVersion(HttpVersion version) {
    try (EchoGateway gateway = gateway()) {
      HttpClientResponse answer =
          Futures.await(request(gateway, client(version), HttpMethod.GET, "/healthz").send());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.version()).isEqualTo(version);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void cookiesAreSecureAndTheirNamesSaySo(HttpVersion version) {
    try (EchoGateway gateway = gateway()) {
      HttpClientRequest create =
          request(gateway, client(version), HttpMethod.POST, "/v1/things")
              .putHeader("Cookie", "warble_rt=planted; __Secure-warble_rt=r2");
      Future<Buffer> body = create.response().compose(HttpClientResponse::body);
      create.end("{\"id\":\"7\"}");
      assertThat(Futures.await(body).toJsonObject().getString("name")).isEqualTo("r2");
      HttpClientResponse answer = Futures.await(create.response());
      assertThat(answer.headers().getAll("Set-Cookie"))
          .allMatch(cookie -> cookie.contains("; Secure"))
          .anyMatch(cookie -> cookie.startsWith("__Host-warble_at=7; "))
          .anyMatch(cookie -> cookie.startsWith("__Secure-warble_rt=r2; "));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void aNewCertificateIsForNewConnections(HttpVersion version) throws Exception {
    try (EchoGateway gateway = gateway()) {
      HttpClientAgent early = client(version);
      HttpClientRequest before = request(gateway, early, HttpMethod.GET, "/healthz");
      Certificate old = before.connection().peerCertificates().getFirst();
      Futures.await(before.send().compose(HttpClientResponse::body));

      put(NEW.certificatePath(), certificate());
      put(NEW.privateKeyPath(), key());

      await().until(() -> !shown(gateway, version).equals(old));
      HttpClientRequest after = request(gateway, early, HttpMethod.GET, "/healthz");
      assertThat(after.connection()).isSameAs(before.connection());
      assertThat(Futures.await(after.send()).statusCode()).isEqualTo(200);
    }
  }

  private Certificate shown(EchoGateway gateway, HttpVersion version) throws Exception {
    HttpClientAgent client = client(version);
    HttpClientRequest request = request(gateway, client, HttpMethod.GET, "/healthz");
    assertThat(request.version()).isEqualTo(version);
    Certificate shown = request.connection().peerCertificates().getFirst();
    Futures.await(client.close());
    return shown;
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    put(NEW.privateKeyPath(), key());
    assertThatThrownBy(() -> Futures.await(certificates().read(vertx)))
        .hasMessageContaining("http.tls: cannot be used: ")
        .hasMessageContaining("the key is not that of the certificate");
  }

  @Test
  void aFileThatIsNotThereIsRefused() throws IOException {
    Files.delete(certificate());
    assertThatThrownBy(() -> Futures.await(certificates().read(vertx)))
        .hasMessageContaining("http.tls: cannot be used: ")
        .hasMessageContaining("NoSuchFileException");
  }

  private Certificates certificates() {
    return new Certificates(
        new GatewayConfig.Tls(certificate().toString(), key().toString(), Duration.ofMillis(50)));
  }

  private EchoGateway gateway() {
    return EchoGateway.with(
        "gateway.http.tls.certificate=" + certificate(),
        "gateway.http.tls.key=" + key(),
        "gateway.http.tls.reload-interval=50ms");
  }

  private Path certificate() {
    return folder.resolve("server.pem");
  }

  private Path key() {
    return folder.resolve("server.key");
  }

  private void put(String source, Path target) throws IOException {
    Path next = Files.copy(Path.of(source), folder.resolve("next"));
    Files.move(next, target, StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpClientAgent client(HttpVersion version) {
    return vertx.createHttpClient(
        new HttpClientOptions()
            .setSsl(true)
            .setTrustAll(true)
            .setVerifyHost(false)
            .setUseAlpn(true)
            .setProtocolVersion(version));
  }

  private static HttpClientRequest request(
      EchoGateway gateway, HttpClientAgent client, HttpMethod method, String target) {
    return Futures.await(client.request(method, gateway.port(), "127.0.0.1", target));
  }
}
