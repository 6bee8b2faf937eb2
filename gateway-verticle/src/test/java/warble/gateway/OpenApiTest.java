package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the description says of the echo service. */
class OpenApiTest {

  private static final JsonObject API =
      OpenApi.describe(Contracts.echo(), new GatewayConfig.Docs(true, "Echo", "v1"));

  private static JsonObject operation(String path, String verb) {
    return API.getJsonObject("paths").getJsonObject(path).getJsonObject(verb);
  }

  private static Stream<JsonObject> parameters(JsonObject operation, String in) {
    return operation.getJsonArray("parameters", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .filter(parameter -> parameter.getString("in").equals(in));
  }

  private static List<String> names(JsonObject operation, String in) {
    return parameters(operation, in).map(parameter -> parameter.getString("name")).toList();
  }

  @Test
  void everyBindingIsAnOperationWithAnIdOfItsOwn() {
    assertThat(API.getJsonObject("paths").fieldNames())
        .containsExactlyInAnyOrder(
            "/v1/things/{id}",
            "/v1/shelves/shelves/{nested.name_1}/books/{nested.name_3}",
            "/v1/files/{name}",
            "/v1/numbers/{int32Field}",
            "/v1/wraps/{wrapped.value}",
            "/v1/lefts/{left}",
            "/v1/things",
            "/v1/things/{id}:archive",
            "/v1/shelves/{nested.name_1}",
            "/v1/lists",
            "/v1/inner",
            "/v1/fail/{name}");
    assertThat(operation("/v1/things/{id}", "get").getString("operationId"))
        .isEqualTo("EchoService_Get");
    assertThat(operation("/v1/numbers/{int32Field}", "get").getString("operationId"))
        .isEqualTo("EchoService_Get_4");
  }

  @Test
  void whatThePathDoesNotGiveIsInTheQuery() {
    JsonObject get = operation("/v1/things/{id}", "get");
    assertThat(names(get, "path")).containsExactly("id");
    assertThat(names(get, "query"))
        .contains("int32Field", "nested.longTitle", "strings", "at", "wrapped")
        .doesNotContain("id", "nested", "many", "counts", "extra", "any");
    assertThat(names(operation("/v1/things", "post"), "query")).isEmpty();
  }

  @Test
  void aBodyIsAllThatThePathDoesNotGive() {
    assertThat(body("/v1/things", "post").getString("$ref"))
        .isEqualTo("#/components/schemas/warble.echo.v1.Thing");
    assertThat(body("/v1/things/{id}", "put").getJsonObject("properties").fieldNames())
        .contains("name", "nested")
        .doesNotContain("id");
    assertThat(body("/v1/lists", "post").getString("type")).isEqualTo("array");
  }

  private static JsonObject body(String path, String verb) {
    return operation(path, verb)
        .getJsonObject("requestBody")
        .getJsonObject("content")
        .getJsonObject("application/json")
        .getJsonObject("schema");
  }

  @Test
  void valuesAreDescribedAsJsonWritesThem() {
    JsonObject fields = schema("warble.echo.v1.Thing").getJsonObject("properties");
    assertThat(fields.getJsonObject("int64Field").getString("type")).isEqualTo("string");
    assertThat(fields.getJsonObject("at").getString("format")).isEqualTo("date-time");
    assertThat(fields.getJsonObject("counts").getJsonObject("additionalProperties"))
        .isEqualTo(new JsonObject().put("type", "integer").put("format", "int32"));
    assertThat(fields.getJsonObject("many").getJsonObject("items").getString("$ref"))
        .isEqualTo("#/components/schemas/warble.echo.v1.Nested");
    assertThat(schema("warble.echo.v1.Colour").getJsonArray("enum"))
        .containsExactly("COLOUR_UNSPECIFIED", "COLOUR_RED");
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    JsonObject schemas = API.getJsonObject("components").getJsonObject("schemas");
    assertThat(
            Pattern.compile("#/components/schemas/([^\"]+)")
                .matcher(API.encode())
                .results()
                .map(reference -> reference.group(1)))
        .isNotEmpty()
        .allMatch(schemas::containsKey);
  }

  private static JsonObject schema(String name) {
    return API.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }
}
