package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static warble.json.ParseOptions.LENIENT;
import static warble.json.ParseOptions.STRICT;
import static warble.json.PrintOptions.STANDARD;
import static warble.json.PrintOptions.WITH_DEFAULTS;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the gateway asks of the codec. */
class JsonCodecTest {

  private static final MessageCodec EVERYTHING = Samples.codec(Samples.EVERYTHING);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"doubleField\":-0.0}",
        "{\"doubleField\":1e-7,\"floatField\":0.1}",
        "{\"doubles\":[0,1,0.5,123.456,1.0E22,\"NaN\",\"Infinity\",\"-Infinity\"]}",
        "{\"int64Field\":\"-9223372036854775808\",\"uint64Field\":\"18446744073709551615\"}",
        "{\"stringField\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001 é 日本 😀\"}",
        "{\"bytesField\":\"AAECAwQ=\"}",
        "{\"stringsByString\":{\"\":\"\",\"a\":\"b\"}}",
        "{\"chosenNull\":null}",
        "{\"timestamp\":\"0001-01-01T00:00:00Z\",\"duration\":\"-0.000001s\"}",
        "{\"value\":{\"a\":[null,true,\"x\",{}]}}",
        "{\"any\":{}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.Duration\",\"value\":\"1s\"}}",
        "{\"farAway\":1,\"OddName\":\"x\",\"other-name\":2}",
      })
  void theseTextsAreTheirOwnRoundTrip(String json) {
    assertThat(Samples.json(Samples.wire(json)).replace("1.0E-7", "1e-7")).isEqualTo(json);
  }

  @Test
  void unknownMembersAndEnumNamesCanBeIgnored() {
    byte[] json =
        utf8(
            """
            {"nope": {"a": [1, "x", {}]}, "int32Field": 1, "colors": ["COLOR_RED", "PINK"],
             "byUint64": {"1": "PINK", "2": "COLOR_RED"}}
            """);
    byte[] wire = EVERYTHING.toWire(json, LENIENT);
    assertThat(Samples.json(wire))
        .isEqualTo(
            "{\"int32Field\":1,\"colors\":[\"COLOR_RED\"],\"byUint64\":{\"2\":\"COLOR_RED\"}}");
  }

  @Test
  void fieldsWithoutPresenceCanBePrintedAlways() {
    byte[] json = Samples.codec(Samples.EVERYTHING).toJson(new byte[0], WITH_DEFAULTS);
    assertThat(json)
        .asString(StandardCharsets.UTF_8)
        .startsWith("{\"doubleField\":0,\"floatField\":0,\"int32Field\":0,\"int64Field\":\"0\"")
        .contains("\"colorField\":\"COLOR_UNSPECIFIED\"", "\"messages\":[]", "\"byBool\":{}")
        .doesNotContain("messageField", "optionalInt32", "chosen", "timestamp\"");
  }

  @Test
  void namesAndEnumsCanBePrintedAsInTheProtoFile() {
    byte[] wire = Samples.wire("{\"int32Field\":1,\"colors\":[\"COLOR_BLUE\"],\"other-name\":1}");
    assertThat(EVERYTHING.toJson(wire, new PrintOptions(false, true, true)))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("{\"int32_field\":1,\"colors\":[-7],\"renamed\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int32_field     | 7
          messageField    | {"int32Field":7}
          int32s          | [1,2,3]
          strings         | []
          byBool          | {"true":"x"}
          timestamp       | "2025-01-01T00:00:00Z"
          value           | null
          chosen_string   | "x"
          """)
  void aFieldCanBeTheWholeText(String field, String json) {
    FieldCodec codec = EVERYTHING.field(field);
    Slice wire = codec.toWire(Slice.of(utf8(json)), STRICT);
    assertThat(codec.toJson(wire, STANDARD)).hasToString(json);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int32_field     | 0
          messageField    | {}
          int32s          | []
          byBool          | {}
          timestamp       | null
          struct          | null
          chosen_string   | ""
          """)
  void aFieldThatIsNotSetHasADefault(String field, String json) {
    assertThat(EVERYTHING.field(field).toJson(Slice.of(new byte[0]), STANDARD)).hasToString(json);
  }

  @Test
  void aFieldInPartsIsPutTogether() {
    byte[] wire =
        joined(
            Samples.wire("{\"messageField\":{\"int32s\":[1]},\"chosenInt32\":1}"),
            Samples.wire("{\"stringField\":\"x\"}"),
            Samples.wire("{\"messageField\":{\"int32s\":[2]},\"chosenBool\":true}"));
    assertThat(EVERYTHING.field("messageField").toJson(Slice.of(wire), STANDARD))
        .hasToString("{\"int32s\":[1,2]}");
    assertThat(EVERYTHING.field("chosenInt32").toJson(Slice.of(wire), STANDARD)).hasToString("0");
  }

  @Test
  void errorsWithinAFieldNameIt() {
    FieldCodec codec = EVERYTHING.field("messages");
    assertThatExceptionOfType(JsonError.class)
        .isThrownBy(() -> codec.toWire(Slice.of(utf8("[{\"int32Field\":true}]")), STRICT))
        .matches(error -> error.path().equals("messages[0].int32Field"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          int32_field                    | -5                     | {"int32Field":-5}
          messageField.message_field.int64Field | 5               | {"messageField":{"messageField":{"int64Field":"5"}}}
          string_field                   | a "quoted" é           | {"stringField":"a \\"quoted\\" é"}
          boolField                      | true                   | {"boolField":true}
          colorField                     | COLOR_RED              | {"colorField":"COLOR_RED"}
          colorField                     | -7                     | {"colorField":"COLOR_BLUE"}
          bytesField                     | _-8                    | {"bytesField":"/+8="}
          doubleField                    | Infinity               | {"doubleField":"Infinity"}
          timestamp                      | 2025-01-01T00:00:00Z   | {"timestamp":"2025-01-01T00:00:00Z"}
          duration                       | 1.5s                   | {"duration":"1.500s"}
          fieldMask                      | aB.c                   | {"fieldMask":"aB.c"}
          boolValue                      | false                  | {"boolValue":false}
          uint64Value                    | 18446744073709551615   | {"uint64Value":"18446744073709551615"}
          int32s                         | 1                      | {"int32s":[1]}
          """)
  void plainTextBecomesAField(String path, String text, String json) {
    assertThat(Samples.json(EVERYTHING.text(path).toWire(text).toByteArray())).isEqualTo(json);
  }

  @ParameterizedTest
  @CsvSource({"int32Field,x", "int32Field,''", "boolField,yes", "colorField,PINK", "timestamp,now"})
  void plainTextOfAnotherKindIsRefused(String path, String text) {
    assertThatExceptionOfType(JsonError.class).isThrownBy(() -> EVERYTHING.text(path).toWire(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"nope", "messageField", "struct", "messages.int32Field", "int32Field.a", ""})
  void notEveryPathIsPlainText(String path) {
    assertThatIllegalArgumentException().isThrownBy(() -> EVERYTHING.text(path));
  }

  @Test
  void textAfterAMessageReplacesWhatItHolds() {
    byte[] body = Samples.wire("{\"messageField\":{\"int32Field\":1,\"stringField\":\"x\"}}");
    Slice zero = EVERYTHING.text("messageField.int32Field").toWire("0");
    assertThat(Samples.json(joined(body, zero.toByteArray())))
        .isEqualTo("{\"messageField\":{\"stringField\":\"x\"}}");
  }

  @Test
  void textThatDiffersFromTheMessageIsAConflict() {
    Slice body = Slice.of(Samples.wire("{\"messageField\":{\"stringField\":\"x\"}}"));
    TextCodec codec = EVERYTHING.text("messageField.stringField");
    assertThat(codec.conflicts(body, codec.toWire("x"))).isFalse();
    assertThat(codec.conflicts(body, codec.toWire("y"))).isTrue();
    assertThat(codec.conflicts(Slice.of(Samples.wire("{\"int32Field\":1}")), codec.toWire("y")))
        .isFalse();
  }

  @Test
  void theFieldsOfATextMakeAMask() {
    String json =
        """
        {"int32Field": null, "messageField": {"int64Field": "1", "messageField": {}},
         "timestamp": null, "int32s": [1], "struct": {"a": 1}, "messages": [{"int32Field": 1}]}
        """;
    assertThat(EVERYTHING.paths(Slice.of(utf8(json))))
        .containsExactly(
            "int32_field",
            "message_field.int64_field",
            "message_field.message_field",
            "timestamp",
            "int32s",
            "struct",
            "messages");
  }

  @Test
  void aPartOfAnArrayIsEnough() {
    byte[] json = utf8("xx{\"int32Field\":1}yy");
    Slice wire = EVERYTHING.toWire(new Slice(json, 2, json.length - 4), STRICT);
    assertThat(EVERYTHING.toJson(wire, STANDARD)).hasToString("{\"int32Field\":1}");
  }

  @Test
  void aMegabyteGoesThroughAndLeavesTheCodecAsItWas() {
    String json = "{\"stringField\":\"" + "a\\n".repeat(1 << 19) + "\"}";
    byte[] wire = Samples.wire(json);
    assertThat(Samples.json(wire)).isEqualTo(json);
    assertThat(Samples.json(Samples.wire("{}"))).isEqualTo("{}");
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      joined.writeBytes(part);
    }
    return joined.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
