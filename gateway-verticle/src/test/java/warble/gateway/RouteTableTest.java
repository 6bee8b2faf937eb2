package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import warble.gateway.RouteTable.Row;

final class RouteTableTest {

  @Test
  void aRouteHasARowForEachBinding() {
    assertThat(RouteTable.of(Contracts.config("gateway.auth.enabled=true")).rows())
        .contains(
            new Row("GET", "/v1/things/{id}", "warble.echo.v1.EchoService/Get", "required", "5s"),
            new Row(
                "GET",
                "/v1/shelves/{nested.name=shelves/*/books/*}",
                "warble.echo.v1.EchoService/Get",
                "required",
                "5s"),
            new Row("POST", "/v1/fail/{name}", "warble.echo.v1.EchoService/Fail", "none", "0.3s"));
  }

  @Test
  void withoutAuthenticationNoRouteNeedsAToken() {
    assertThat(RouteTable.of(Contracts.config()).rows()).extracting(Row::auth).containsOnly("none");
  }

  @Test
  void whatIsSkippedIsToldAndHasNoRow() {
    RouteTable table =
        RouteTable.of(
            Contracts.config("gateway.skip-bad-methods=true", "gateway.routes.default.timeout=0s"));
    assertThat(table.skipped())
        .isNotEmpty()
        .allMatch(problem -> problem.endsWith(": timeout 0s is for methods that stream"))
        .noneMatch(problem -> problem.contains("EchoService/Search"));
    assertThat(table.rows())
        .extracting(Row::calls)
        .contains("warble.echo.v1.EchoService/Search")
        .noneMatch(calls -> table.skipped().stream().anyMatch(it -> it.contains(calls + ":")));
  }
}
