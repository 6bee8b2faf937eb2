package warble.runtime.health;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import warble.runtime.config.HostPort;

/** Answers the probes of a pod and Prometheus, on a port that no load balancer sees. */
public final class ManagementVerticle extends VerticleBase {

  private static final int IDLE_SECONDS = 30;

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);

  private final HostPort address;
  private final ProcessHealth health;
  private final Callable<String> metrics;
  private volatile @Nullable HttpServer server;

  /**
   * To be deployed once.
   *
   * @param address where to listen; port 0 picks a free one
   * @param metrics writes all meters in the text format of Prometheus; may block
   */
  public ManagementVerticle(HostPort address, ProcessHealth health, Callable<String> metrics) {
    this.address = address;
    this.health = health;
    this.metrics = metrics;
  }

  @Override
  public Future<?> start() {
    return vertx
        .createHttpServer(new HttpServerOptions().setIdleTimeout(IDLE_SECONDS))
        .requestHandler(this::answer)
        .listen(address.port(), address.host())
        .onSuccess(listening -> server = listening);
  }

  /** The port that it listens on, once deployed. */
  public int port() {
    HttpServer listening = server;
    return listening == null ? address.port() : listening.actualPort();
  }

  private void answer(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    if (!READS.contains(request.method())) {
      response.setStatusCode(405).putHeader("Allow", "GET, HEAD").end();
      return;
    }
    switch (request.path()) {
      case "/healthz/live" -> json(response, 200, new JsonObject().put("live", true));
      case "/healthz/startup" -> startup(response);
      case "/healthz/ready" -> health.readiness().onSuccess(state -> ready(response, state));
      case "/metrics" -> metrics(response);
      case null, default -> json(response, 404, new JsonObject().put("error", "no such page"));
    }
  }

  private void startup(HttpServerResponse response) {
    boolean started = health.hasStarted();
    json(response, started ? 200 : 503, new JsonObject().put("started", started));
  }

  private static void ready(HttpServerResponse response, Readiness readiness) {
    json(response, readiness.isReady() ? 200 : 503, readiness.json());
  }

  private static void json(HttpServerResponse response, int status, JsonObject body) {
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.encode() + "\n");
  }

  private void metrics(HttpServerResponse response) {
    response.putHeader("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
    vertx
        .executeBlocking(metrics)
        .compose(response::end)
        .onFailure(_ -> response.setStatusCode(500).end());
  }
}
