package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import warble.gateway.Routes.Lookup;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Failure.Violation;
import warble.runtime.rpc.FailureException;

final class TranscoderTest {

  private static final Routes ROUTES = new Routes(Contracts.echo());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET  | /v1/things/7                   |                       | {\"id\":\"7\"}",
        "GET  | /v1/things/7?name=a+b%2Bc      |                       | {\"id\":\"7\",\"name\":\"a b+c\"}",
        "GET  | /v1/shelves/shelves/1/books/2  |                       | {\"nested\":{\"name\":\"shelves/1/books/2\"}}",
        "GET  | /v1/numbers/-5                 |                       | {\"int32Field\":-5}",
        "GET  | /v1/things?nested.longTitle=x&nested.child.count=3 | | {\"nested\":{\"longTitle\":\"x\",\"child\":{\"count\":3}}}",
        "GET  | /v1/things?nested.long_title=x |                       | {\"nested\":{\"longTitle\":\"x\"}}",
        "GET  | /v1/things?strings=a&strings=b |                       | {\"strings\":[\"a\",\"b\"]}",
        "GET  | /v1/things?int64Field=9007199254740993 |               | {\"int64Field\":\"9007199254740993\"}",
        "GET  | /v1/things?uint64_field=18446744073709551615 |         | {\"uint64Field\":\"18446744073709551615\"}",
        "GET  | /v1/things?floatField=NaN&doubleField=-Infinity |      | {\"floatField\":\"NaN\",\"doubleField\":\"-Infinity\"}",
        "GET  | /v1/things?colour=COLOUR_RED   |                       | {\"colour\":\"COLOUR_RED\"}",
        "GET  | /v1/things?colour=1            |                       | {\"colour\":\"COLOUR_RED\"}",
        "GET  | /v1/things?bytesField=-_8      |                       | {\"bytesField\":\"+/8=\"}",
        "GET  | /v1/things?bytesField=%2B/8%3D |                       | {\"bytesField\":\"+/8=\"}",
        "GET  | /v1/things?maybe               |                       | {\"maybe\":\"\"}",
        "GET  | /v1/things?at=2026-01-02T03:04:05Z&lasts=1.5s |        | {\"at\":\"2026-01-02T03:04:05Z\",\"lasts\":\"1.500s\"}",
        "GET  | /v1/things?mask=longTitle,a.b&wrapped=5 |              | {\"mask\":\"longTitle,a.b\",\"wrapped\":\"5\"}",
        "POST | /v1/things                     | {\"id\":\"1\",\"int32_field\":\"2\"} | {\"id\":\"1\",\"int32Field\":2}",
        "POST | /v1/things                     |                       | {}",
        "POST | /v1/things                     | {\"many\":[{\"count\":1},{}],\"counts\":{\"a\":1}} | {\"counts\":{\"a\":1},\"many\":[{\"count\":1},{}]}",
        "PUT  | /v1/things/7                   | {\"id\":\"7\",\"name\":\"n\"} | {\"id\":\"7\",\"name\":\"n\"}",
        "POST | /v1/lists?id=3                 | [\"a\",\"b\"]         | {\"id\":\"3\",\"strings\":[\"a\",\"b\"]}",
        "POST | /v1/fail/x                     | { }                   | {\"name\":\"x\"}",
      })
  void pathQueryAndBodyMakeTheMessage(String method, String target, String body, String expected) {
    assertThat(new JsonObject(plain(request(method, target, body == null ? "" : body))))
        .isEqualTo(new JsonObject(expected));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET  | /v1/things?unknown=1           |                       | unknown",
        "GET  | /v1/things?nested.unknown=1    |                       | nested.unknown",
        "GET  | /v1/things?nested=1            |                       | nested",
        "GET  | /v1/things?many=1              |                       | many",
        "GET  | /v1/things?counts=1            |                       | counts",
        "GET  | /v1/things?name=a&name=b       |                       | name",
        "GET  | /v1/things?int32Field=2147483648 |                     | int32Field",
        "GET  | /v1/things?int32Field=%2B1     |                       | int32Field",
        "GET  | /v1/things?int32Field=         |                       | int32Field",
        "GET  | /v1/things?uint32Field=-1      |                       | uint32Field",
        "GET  | /v1/things?boolField=yes       |                       | boolField",
        "GET  | /v1/things?colour=BLUE         |                       | colour",
        "GET  | /v1/things?bytesField=*        |                       | bytesField",
        "GET  | /v1/things?floatField=1e39     |                       | floatField",
        "GET  | /v1/things?at=yesterday        |                       | at",
        "GET  | /v1/things?left=1&right=2      |                       | right",
        "GET  | /v1/things?name=%zz            |                       | name",
        "GET  | /v1/things?name=%ff            |                       | name",
        "GET  | /v1/things/7?id=8              |                       | id",
        "GET  | /v1/shelves/shelves/1/books/2?nested.name=x |          | nested.name",
        "GET  | /v1/wraps/5?wrapped=6          |                       | wrapped",
        "GET  | /v1/lefts/a?right=b            |                       | right",
        "GET  | /v1/things?wrapped.value=5&wrapped=6 |                 | wrapped",
        "GET  | /v1/numbers/x                  |                       | int32Field",
        "POST | /v1/things?name=x              | {}                    | name",
        "POST | /v1/lists?strings=x            | []                    | strings",
        "PUT  | /v1/things/7                   | {\"id\":\"8\"}        | id",
        "POST | /v1/things                     | {\"unknown\":1}       | unknown",
        "POST | /v1/things                     | {\"nested\":{\"nope\":1}} | nested.nope",
        "POST | /v1/things                     | {\"int32Field\":\"x\"} | int32Field",
        "POST | /v1/things                     | {\"int32Field\":1.5}  | int32Field",
        "POST | /v1/things                     | {\"name\":7}          | name",
        "POST | /v1/things                     | {\"many\":[{},{\"count\":true}]} | many[1].count",
        "POST | /v1/things                     | {\"boolField\":\"true\"} | boolField",
        "POST | /v1/things                     | {\"uint64Field\":\"1e99\"} | uint64Field",
        "POST | /v1/things                     | {\"many\":{}}         | many",
        "POST | /v1/things                     | {\"nested\":[]}       | nested",
        "POST | /v1/things                     | {\"counts\":{\"a\":\"x\"}} | counts.a",
        "POST | /v1/things                     | {\"at\":\"now\"}      | at",
        "POST | /v1/things                     | {\"colour\":\"BLUE\"} | colour",
        "POST | /v1/things                     | {\"id\":\"1\",\"id\":\"2\"} | id",
        "POST | /v1/things                     | {\"nested\":{\"name\":\"a\",\"name\":\"b\"}} | nested.name",
        "POST | /v1/things                     | {\"int32Field\":1,\"int32_field\":2} | int32_field",
        "POST | /v1/things                     | {\"left\":\"a\",\"right\":\"b\"} | right",
        "POST | /v1/things                     | {} {}                 | body",
        "POST | /v1/things                     | {\"id\":\"1\"} 2      | body",
        "POST | /v1/things                     | {'id':'1'}            | body",
        "POST | /v1/things                     | {\"id\":              | id",
        "POST | /v1/things                     | []                    | body",
        "POST | /v1/things                     | null                  | body",
        "POST | /v1/things                     | {\"id\":\"\\ud800\"}  | id",
        "POST | /v1/lists                      | [],\"id\":\"injected\" | strings",
        "POST | /v1/lists                      | {}                    | strings",
        "POST | /v1/lists                      | [\"x\",null]            | strings[1]",
        "POST | /v1/fail/x                     | {\"id\":\"1\"}        | body",
      })
  void theCulpritIsNamed(String method, String target, String body, String culprit) {
    assertThatRefusal(() -> request(method, target, body == null ? "" : body))
        .extracting(Failure.InvalidArgument::violations)
        .asInstanceOf(InstanceOfAssertFactories.list(Violation.class))
        .extracting(Violation::field)
        .containsExactly(culprit);
  }

  @Test
  void everyCulpritOfTheQueryIsNamed() {
    assertThatRefusal(() -> request("GET", "/v1/things?int32Field=x&nope=1&boolField=7", ""))
        .extracting(Failure.InvalidArgument::violations)
        .asInstanceOf(InstanceOfAssertFactories.list(Violation.class))
        .extracting(Violation::field)
        .containsExactly("int32Field", "nope", "boolField");
  }

  @ParameterizedTest
  @ValueSource(ints = {101, 10_000})
  void deepNestingIsRefused(int depth) {
    String body = "{\"extra\":" + "{\"a\":".repeat(depth) + "1" + "}".repeat(depth) + "}";
    assertThatRefusal(() -> request("POST", "/v1/things", body)).isNotNull();
  }

  @Test
  void aBodyThatIsNotUtf8IsRefused() {
    Buffer latin1 =
        Buffer.buffer(new byte[] {'{', '"', 'i', 'd', '"', ':', '"', (byte) 0xe9, '"', '}'});
    assertThatRefusal(() -> request("POST", "/v1/things", latin1)).isNotNull();
  }

  @Test
  void aPatchWithoutMaskTakesTheFieldsOfItsBody() {
    String body = "{\"longTitle\":\"x\",\"child\":{\"count\":0},\"count\":null}";
    assertThat(new JsonObject(plain(request("PATCH", "/v1/shelves/1", body))).getString("mask"))
        .isEqualTo("longTitle,child.count,count");
  }

  @Test
  void aPatchWithMaskKeepsIt() {
    Buffer message = request("PATCH", "/v1/shelves/1?mask=count", "{\"longTitle\":\"x\"}");
    assertThat(new JsonObject(plain(message)).getString("mask")).isEqualTo("count");
  }

  @Test
  void theResponseShowsZeroesButNotWhatIsAbsent() {
    JsonObject json = new JsonObject(response("GET", "/v1/things", "{\"int64Field\":\"5\"}"));
    assertThat(json.getValue("int64Field")).isEqualTo("5");
    assertThat(json.getValue("int32Field")).isEqualTo(0);
    assertThat(json.getJsonArray("strings")).isEmpty();
    assertThat(json.fieldNames()).doesNotContain("maybe", "nested", "at", "left", "wrapped");
  }

  @Test
  void anyHoldsTypesOfTheProtoset() {
    String any = "{\"any\":{\"@type\":\"type.googleapis.com/warble.echo.v1.Nested\",\"count\":1}}";
    assertThat(new JsonObject(plain(request("POST", "/v1/things", any))).getJsonObject("any"))
        .isEqualTo(new JsonObject(any).getJsonObject("any"));
  }

  @Test
  void theResponseBodyMayBeAField() {
    assertThat(response("POST", "/v1/lists", "{\"strings\":[\"a\"]}")).isEqualTo("[\"a\"]");
    assertThat(response("POST", "/v1/lists", "{}")).isEqualTo("[]");
    assertThat(new JsonObject(response("POST", "/v1/inner", "{\"nested\":{\"count\":1}}")))
        .isEqualTo(new JsonObject("{\"name\":\"\",\"longTitle\":\"\",\"count\":1}"));
  }

  private static ObjectAssert<Failure.InvalidArgument> assertThatRefusal(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return assertThatThrownBy(call)
        .asInstanceOf(InstanceOfAssertFactories.type(FailureException.class))
        .extracting(FailureException::failure)
        .asInstanceOf(InstanceOfAssertFactories.type(Failure.InvalidArgument.class));
  }

  private static Buffer request(String method, String target, String body) {
    return request(method, target, Buffer.buffer(body));
  }

  private static Buffer request(String method, String target, Buffer body) {
    String[] parts = target.split("\\?", 2);
    Lookup.Found found = (Lookup.Found) ROUTES.find(method, parts[0]);
    Query query = Query.parse(parts.length == 1 ? "" : parts[1]);
    return found.route().transcoder().request(new Content("", body), found.captures(), query);
  }

  private static String response(String method, String path, String message) {
    Lookup.Found found = (Lookup.Found) ROUTES.find(method, path);
    return found.route().transcoder().response(Buffer.buffer(thing(message))).bytes().toString();
  }

  private static byte[] thing(String json) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(Contracts.thing());
    try {
      JsonFormat.parser().merge(json, message);
      return message.build().toByteArray();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static String plain(Buffer message) {
    try {
      return JsonFormat.printer()
          .usingTypeRegistry(Contracts.types())
          .print(DynamicMessage.parseFrom(Contracts.thing(), message.getBytes()));
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
