package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigException;
import warble.runtime.config.ConfigSource;

final class GatewayConfigTest {

  private static final GatewayConfig CONFIG =
      Config.load(
              List.of(
                  new ConfigSource.File(Path.of("../conf/gateway.yaml")),
                  new ConfigSource.File(Path.of("../conf/rate-limits.yaml"))))
          .bind("gateway", GatewayConfig.class);

  private static final List<Route> ROUTES =
      HttpRules.routes(Protoset.read(CONFIG.protoset()), CONFIG);

  @Test
  void everyRuleOfWarbleHasARoute() {
    assertThat(new Routes(ROUTES)).isNotNull();
    assertThat(ROUTES)
        .extracting(route -> route.verb() + " " + route.template().shape())
        .contains(
            "POST /api/v1/register",
            "POST /api/v1/logout:all",
            "PATCH /api/v1/me",
            "GET /api/v1/users:byUsername",
            "DELETE /api/v1/posts/*",
            "PUT /api/v1/users/*/follow",
            "GET /api/v1/feed",
            "GET /.well-known/jwks.json");
  }

  @Test
  void onlyThoseWithoutATokenMayDoWithoutOne() {
    assertThat(
            ROUTES.stream()
                .filter(route -> route.options().auth() == GatewayConfig.Access.NONE)
                .map(Route::method)
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("Register", "Login", "Refresh", "GetJwks");
  }

  @Test
  void optionsAreForMethodsThatExist() {
    assertThat(ROUTES.stream().map(Route::name).collect(Collectors.toSet()))
        .containsAll(
            CONFIG.routes().keySet().stream().filter(name -> !name.equals("default")).toList());
  }

  @Test
  void anOptionOfOneMethodCanBeSetFromOutside() {
    GatewayConfig config =
        Contracts.config("gateway.routes.warble.user.v1.UserService/Login.timeout=20s");

    assertThat(config.route("warble.user.v1.UserService/Login").timeout()).hasSeconds(20);
    assertThat(config.route("warble.user.v1.UserService/Login").setCookies()).hasSize(2);
    assertThat(config.route("warble.user.v1.UserService/Register").timeout()).hasSeconds(10);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gateway.instances=-1",
        "gateway.http.port=65536",
        "gateway.http.forwarded-headers=x-warble-user",
        "gateway.http.forwarded-headers=traceparent,X-Warble-User",
        "gateway.http.returned-metadata=grpc-status",
        "gateway.http.returned-metadata=x-total,Content-Type",
        "gateway.http.returned-metadata=x-total-bin",
        "gateway.streams.heartbeat=0s",
        "gateway.streams.heartbeat=500us",
        "gateway.streams.heartbeat=25d",
        "gateway.reload-interval=0s",
        "gateway.http.head-timeout=0s",
        "gateway.http.body-timeout=0ms",
        "gateway.http.body-timeout=500us",
        "gateway.http.idle-timeout=0s",
        "gateway.http.idle-timeout=25d",
        "gateway.http.shutdown-timeout=30d",
        "gateway.http.max-lag=0s",
        "gateway.http.max-uri=0B",
        "gateway.http.max-headers=4GiB",
        "gateway.http.http2.resets-per=25d",
        "gateway.http.tls.reload-interval=0s",
        "gateway.cors.max-age=4000d",
        "gateway.auth.max-lifetime=4000d",
        "gateway.cookies.access.max-age=100000d",
        "gateway.routes.default.timeout=200000d",
        "gateway.rate-limits.rules.user.per=200000d",
        "gateway.http.returned-metadata=access-control-allow-origin",
        "gateway.http.gzip.level=0",
        "gateway.http.gzip.level=10",
        "gateway.http.max-connections=0",
        "gateway.http.http2.max-streams=0",
        "gateway.http.http2.resets-per=1ms",
        "gateway.http.tls.certificate=server.pem",
        "gateway.cors.allowed-origins=https://app.example/",
        "gateway.cors.allowed-origins=app.example",
        "gateway.cors.allowed-origins=null",
        "gateway.protoset=",
        "gateway.services.default=",
        "gateway.auth.cookie=unknown",
        "gateway.routes.default.clear-cookies=unknown",
        "gateway.rate-limits.rules.user.capacity=0",
        "gateway.rate-limits.rules.user.refill=0",
        "gateway.rate-limits.rules.user.per=0s",
        "gateway.rate-limits.rules.user.by=shoe-size",
      })
  void nonsenseIsRefused(String assignment) {
    assertThatThrownBy(() -> Contracts.config(assignment)).isInstanceOf(ConfigException.class);
  }
}
