package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.Descriptor;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** JSON that is refused, and what the refusal says. */
class RefusedJsonTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      textBlock =
          """
          # the path of the culprit       | what is said of it                    | the text
          ^^                              | is null (expected: an object)         | null
          ^^                              | is at its end (expected: an object)   | ^^
          ^^                              | is a list (expected: an object)       | []
          ^^                              | is an object (expected: the end)      | {} {
          ^^                              | is , (expected: a name)               | {,}
          ^^                              | is } (expected: a name)               | {"int32Field":1,}
          nope                            | unknown field (expected: a field of warble.json.samples.Everything) | {"nope":1}
          messageField.nope               | unknown field (expected: a field of warble.json.samples.Everything) | {"messageField":{"int32Field":1,"nope":1}}
          int32Field                      | is "x" (expected: int32)              | {"int32Field":"x"}
          int32Field                      | is 1.5 (expected: int32)              | {"int32Field":1.5}
          int32Field                      | is 2147483648 (expected: int32)       | {"int32Field":2147483648}
          int32Field                      | is 01 (expected: int32)               | {"int32Field":01}
          int32Field                      | is true (expected: int32)             | {"int32Field":true}
          int32Field                      | is an object (expected: int32)        | {"int32Field":{}}
          int32Field                      | is 1x (expected: int32)               | {"int32Field":1x}
          uint32Field                     | is -1 (expected: uint32)              | {"uint32Field":-1}
          uint64Field                     | is "18446744073709551616" (expected: uint64) | {"uint64Field":"18446744073709551616"}
          floatField                      | is 1e39 (expected: float)             | {"floatField":1e39}
          doubleField                     | is NaN (expected: double)             | {"doubleField":NaN}
          doubleField                     | is "nan" (expected: double)           | {"doubleField":"nan"}
          boolField                       | is "true" (expected: true or false)   | {"boolField":"true"}
          boolField                       | is 1 (expected: true or false)        | {"boolField":1}
          boolField                       | is truth (expected: true)             | {"boolField":truth}
          stringField                     | is 1 (expected: a string)             | {"stringField":1}
          stringField                     | is a string without an end            | {"stringField":"a
          stringField                     | holds half a surrogate pair           | {"stringField":"\\ud800"}
          stringField                     | holds half a surrogate pair           | {"stringField":"\\ude01\\ud83d"}
          stringField                     | holds an escape that JSON does not know | {"stringField":"\\x"}
          stringField                     | holds an escape without four hexadecimal digits | {"stringField":"\\u00g0"}
          bytesField                      | is "a" (expected: base64)             | {"bytesField":"a"}
          bytesField                      | is "a=b=" (expected: base64)          | {"bytesField":"a=b="}
          bytesField                      | is "YQ=" (expected: base64)           | {"bytesField":"YQ="}
          colorField                      | is "COLOR_PINK" (expected: a name or number of the enum) | {"colorField":"COLOR_PINK"}
          colorField                      | is 1.5 (expected: int32)              | {"colorField":1.5}
          int32Field                      | is given twice                        | {"int32Field":1,"int32Field":1}
          int32_field                     | is given twice                        | {"int32Field":1,"int32_field":1}
          chosenString                    | is a second member of its oneof (expected: one of them) | {"chosenInt32":1,"chosenString":""}
          int32s                          | is 1 (expected: a list)               | {"int32s":1}
          int32s[2]                       | is null (expected: int32)             | {"int32s":[1,2,null]}
          int32s[2]                       | is ] (expected: int32)                | {"int32s":[1,2,]}
          messages[1].messages[0].strings[3] | is 4 (expected: a string)          | {"messages":[{},{"messages":[{"strings":["","","",4]}]}]}
          stringsByString.b               | is 1 (expected: a string)             | {"stringsByString":{"a":"","b":1}}
          stringsByString.a               | is given twice                        | {"stringsByString":{"a":"","a":""}}
          stringsByString.\\u0061         | is given twice                        | {"stringsByString":{"a":"","\\u0061":""}}
          byInt32.1.0                     | is null (expected: int64)             | {"byInt32":{"1.0":null}}
          byInt32.x                       | is "x" (expected: int32)              | {"byInt32":{"x":1}}
          byBool.yes                      | is "yes" (expected: "true" or "false") | {"byBool":{"yes":""}}
          timestamp                       | is "now" (expected: a time as in 2006-01-02T15:04:05Z) | {"timestamp":"now"}
          timestamp                       | is "2025-02-29T00:00:00Z" (expected: a time as in 2006-01-02T15:04:05Z) | {"timestamp":"2025-02-29T00:00:00Z"}
          duration                        | is "1" (expected: seconds as in 1.5s) | {"duration":"1"}
          duration                        | is "1.s" (expected: seconds as in 1.5s) | {"duration":"1.s"}
          fieldMask                       | is "a,,b" (expected: paths in lowerCamelCase with commas between them) | {"fieldMask":"a,,b"}
          fieldMask                       | is "a_b" (expected: paths in lowerCamelCase with commas between them) | {"fieldMask":"a_b"}
          struct.a.b                      | is given twice                        | {"struct":{"a":{"b":1,"b":2}}}
          value[1]                        | is x (expected: double)               | {"value":[1,x]}
          any                             | has no @type (expected: the type of what it holds) | {"any":{"id":1}}
          any.@type                       | has an @type that is not known (expected: a URL that ends with /package.Type) | {"any":{"@type":"type.googleapis.com/a.B"}}
          any.@type                       | has an @type that is not known (expected: a URL that ends with /package.Type) | {"any":{"@type":"warble.json.samples.Legacy"}}
          any.@type                       | is given twice                        | {"any":{"@type":"x/warble.json.samples.Everything","@type":"x/warble.json.samples.Everything"}}
          any.size                        | is "BIG" (expected: a name or number of the enum) | {"any":{"size":"BIG","@type":"x/warble.json.samples.Legacy"}}
          any                             | has no id (expected: all required fields) | {"any":{"@type":"x/warble.json.samples.Legacy"}}
          """)
  void theCulpritIsNamed(String path, String description, String json) {
    JsonError error = refusal(json == null ? "" : json);
    assertThat(error.path()).isEqualTo(path);
    assertThat(error.description()).isEqualTo(description);
  }

  @Test
  void theOffsetIsThatOfTheValue() {
    assertThat(refusal("{\"int32Field\": x}").offset()).isEqualTo(15);
  }

  @Test
  void keysAreRememberedWhenLongEntriesAreMoved() {
    String entry = "\"a\":\"" + "x".repeat(200) + "\"";
    assertThat(refusal("{\"stringsByString\":{" + entry + ",\"b\":\"\"," + entry + "}}").path())
        .isEqualTo("stringsByString.a");
  }

  @Test
  void textThatIsNotUtf8IsRefused() {
    byte[] json = "{\"stringField\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(refusal(Samples.EVERYTHING, json).description()).isEqualTo("is not UTF-8");
  }

  @Test
  void controlCharactersInStringsAreRefused() {
    assertThat(refusal("{\"stringField\":\"a\nb\"}").description())
        .isEqualTo("holds a control character (expected: \\u000a)");
  }

  @Test
  void enumsOfProto2AreClosed() {
    JsonError error =
        refusal(Samples.LEGACY, "{\"id\":1,\"size\":7}".getBytes(StandardCharsets.UTF_8));
    assertThat(error.path()).isEqualTo("size");
  }

  private static JsonError refusal(String json) {
    return refusal(Samples.EVERYTHING, json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonError refusal(Descriptor type, byte[] json) {
    return catchThrowableOfType(
        JsonError.class, () -> Samples.codec(type).toWire(json, ParseOptions.STRICT));
  }
}
