package warble.runtime.health;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.config.HostPort;
import warble.runtime.telemetry.Telemetry;

class ManagementVerticleTest {

  private final ProcessHealth health = new ProcessHealth();
  private final Telemetry telemetry = new Telemetry();
  private final HttpClient http = HttpClient.newHttpClient();
  private Vertx vertx;
  private ManagementVerticle management;

  @BeforeEach
  void deploy() {
    vertx = telemetry.vertx(new VertxOptions());
    management = new ManagementVerticle(new HostPort("127.0.0.1", 0), health, telemetry::scrape);
    await(vertx.deployVerticle(management));
  }

  @AfterEach
  void close() {
    await(vertx.close());
  }

  private HttpResponse<String> request(String method, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + management.port() + path);
    return http.send(
        HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private int status(String path) throws IOException, InterruptedException {
    return request("GET", path).statusCode();
  }

  @Test
  void aProcessIsAliveBeforeItHasStarted() throws Exception {
    assertThat(status("/healthz/live")).isEqualTo(200);
    assertThat(status("/healthz/startup")).isEqualTo(503);
    assertThat(status("/healthz/ready")).isEqualTo(503);
  }

  @Test
  void itIsReadyOnceStartedAndNeverAgainOnceItDrains() throws Exception {
    health.started();
    assertThat(status("/healthz/startup")).isEqualTo(200);
    assertThat(status("/healthz/ready")).isEqualTo(200);

    health.draining();
    assertThat(status("/healthz/startup")).isEqualTo(200);
    assertThat(status("/healthz/ready")).isEqualTo(503);
  }

  @Test
  void aFailedCheckIsToldByItsName() throws Exception {
    health.started();
    health.readiness("good", Future::succeededFuture);
    health.readiness("bad", () -> Future.failedFuture("no luck"));

    HttpResponse<String> answer = request("GET", "/healthz/ready");

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(new JsonObject(answer.body()).getJsonObject("checks"))
        .isEqualTo(new JsonObject().put("bad", "no luck").put("good", "up"));
  }

  @Test
  void aCheckThatNeverAnswersOrThrowsIsAFailedOne() {
    health.started();
    health.readiness("silent", () -> Promise.<Void>promise().future());
    health.readiness(
        "broken",
        () -> {
          throw new IllegalStateException("broken");
        });

    Readiness readiness = await(health.readiness());

    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.checks()).containsEntry("broken", "broken").containsKey("silent");
    assertThat(readiness.checks().get("silent")).isNotEqualTo(Readiness.UP);
  }

  @Test
  void checksOfOneNameMustAllSucceed() {
    health.started();
    health.readiness("redis", Future::succeededFuture);
    health.readiness("redis", () -> Future.failedFuture("away"));

    assertThat(await(health.readiness()).checks()).containsEntry("redis", "away");
  }

  @Test
  void metricsTellOfTheJvmAndOfRequests() throws Exception {
    request("GET", "/healthz/live");

    HttpResponse<String> metrics = request("GET", "/metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.body())
        .contains("jvm_memory_used_bytes")
        .contains("vertx_http_server_response_time_seconds_bucket{code=\"200\",method=\"GET\"")
        .doesNotContain("path=");
  }

  @Test
  void aMethodThatNobodyKnowsMakesNoSeriesOfItsOwn() throws Exception {
    assertThat(request("BREW", "/healthz/live").statusCode()).isEqualTo(405);

    assertThat(telemetry.scrape()).doesNotContain("BREW").contains("method=\"OTHER\"");
  }

  @Test
  void otherPagesDoNotExist() throws Exception {
    assertThat(status("/")).isEqualTo(404);
  }
}
