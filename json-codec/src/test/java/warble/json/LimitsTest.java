package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static warble.json.ParseOptions.LENIENT;
import static warble.json.ParseOptions.STRICT;
import static warble.json.PrintOptions.STANDARD;
import static warble.json.PrintOptions.WITH_DEFAULTS;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.UnknownFieldSet;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile sizes, depths and bytes. */
class LimitsTest {

  private static final MessageCodec SMALL =
      JsonCodec.of(Samples.FILES, new Limits(10, 1000, 50))
          .message(Samples.EVERYTHING.getFullName());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"messageField\":#}",
        "{\"messages\":[#]}",
        "{\"messagesByString\":{\"\":#}}",
        "{\"value\":[#]}",
        "{\"value\":{\"a\":#}}",
        "{\"any\":{\"@type\":\"x/google.protobuf.Any\",\"value\":#}}",
        "{\"nope\":[#]}",
        "{\"nope\":{\"a\":#}}",
      })
  void deepTextsAreRefused(String level) {
    String json = "{}";
    for (int i = 0; i < 12; i++) {
      json = level.replace("#", i < 11 && level.contains("\"value\":[") ? "[" + json + "]" : json);
    }
    byte[] deep = json.getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(JsonError.class).isThrownBy(() -> SMALL.toWire(deep, LENIENT));
  }

  @Test
  void veryDeepTextsDoNotOverflowTheStack() {
    byte[] deep = "[".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
    byte[] value = ("{\"value\":" + "[".repeat(1 << 20)).getBytes(StandardCharsets.UTF_8);
    byte[] unknown = ("{\"nope\":" + "{\"a\":".repeat(1 << 18)).getBytes(StandardCharsets.UTF_8);
    MessageCodec codec = Samples.codec(Samples.EVERYTHING);
    assertThatExceptionOfType(JsonError.class).isThrownBy(() -> codec.toWire(deep, LENIENT));
    assertThatExceptionOfType(JsonError.class)
        .isThrownBy(() -> codec.toWire(value, LENIENT))
        .withMessageEndingWith("is nested too deep");
    assertThatExceptionOfType(JsonError.class)
        .isThrownBy(() -> codec.toWire(unknown, LENIENT))
        .withMessageEndingWith("is nested too deep");
  }

  @Test
  void deepMessagesAreRefused() {
    FieldDescriptor field = Samples.EVERYTHING.findFieldByName("message_field");
    DynamicMessage message = DynamicMessage.getDefaultInstance(Samples.EVERYTHING);
    for (int i = 0; i < 10; i++) {
      message = DynamicMessage.newBuilder(Samples.EVERYTHING).setField(field, message).build();
    }
    byte[] deep = message.toByteArray();
    assertThatExceptionOfType(WireError.class)
        .isThrownBy(() -> SMALL.toJson(deep, STANDARD))
        .matches(WireError::malformed);
    assertThat(SMALL.toJson(((DynamicMessage) message.getField(field)).toByteArray(), STANDARD))
        .isNotEmpty();
  }

  @Test
  void largeTextsAndMessagesAreRefused() {
    byte[] large = new byte[1001];
    assertThatExceptionOfType(JsonError.class).isThrownBy(() -> SMALL.toWire(large, STRICT));
    assertThatExceptionOfType(WireError.class).isThrownBy(() -> SMALL.toJson(large, STANDARD));
  }

  @Test
  void messagesWhoseJsonIsLargeAreRefused() {
    FieldDescriptor field = Samples.EVERYTHING.findFieldByName("messages");
    DynamicMessage.Builder message = DynamicMessage.newBuilder(Samples.EVERYTHING);
    for (int i = 0; i < 40; i++) {
      message.addRepeatedField(field, DynamicMessage.getDefaultInstance(Samples.EVERYTHING));
    }
    byte[] wire = message.build().toByteArray();
    assertThat(SMALL.toJson(wire, STANDARD)).hasSizeLessThan(1000);
    assertThatExceptionOfType(WireError.class).isThrownBy(() -> SMALL.toJson(wire, WITH_DEFAULTS));
  }

  @Test
  void manyValuesAreRefused() {
    String json = "{\"int32s\":[" + "0,".repeat(50) + "0]}";
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    assertThatExceptionOfType(JsonError.class)
        .isThrownBy(() -> SMALL.toWire(text, STRICT))
        .withMessage("int32s[50]: has too many values (expected: at most 50)");
    byte[] wire = Samples.wire(json);
    assertThatExceptionOfType(WireError.class).isThrownBy(() -> SMALL.toJson(wire, STANDARD));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // field number 0
        "07", // wire type 7
        "1c", // the end of a group that did not begin
        "18", // no value
        "18ff", // half a number
        "18ffffffffffffffffffff01", // a number of eleven bytes
        "188180808080808080808001",
        "9880808080808000", // a tag of more than five bytes
        "f8ffffffff0f00", // a field number of more than 29 bits
        "0d0000", // half a float
        "7205", // a string longer than the message
        "72ffffffff0f", // a string of -1 bytes
        "72ffffffffffffffff7f",
        "7202c328", // not UTF-8
        "720180",
        "7203eda080", // half a surrogate pair
        "8a0102727f", // a string longer than its message
        "a3e202", // a group without an end
        "8202020180", // a packed number without an end
        "9a0303080180", // an entry of which half is missing
      })
  void brokenMessagesAreRefused(String hex) {
    byte[] wire = HexFormat.of().parseHex(hex);
    assertThatExceptionOfType(WireError.class)
        .isThrownBy(() -> Samples.json(wire))
        .matches(WireError::malformed);
  }

  @Test
  void outOfOrderNestingTakesNoExponentialTime() {
    FieldDescriptor nested = Samples.EVERYTHING.findFieldByName("message_field");
    ByteString message = ByteString.EMPTY;
    ByteString late = ByteString.copyFrom(Samples.wire("{\"int32Field\":1}"));
    for (int i = 0; i < 90; i++) {
      message =
          DynamicMessage.newBuilder(Samples.EVERYTHING)
              .setUnknownFields(
                  UnknownFieldSet.newBuilder()
                      .addField(
                          nested.getNumber(),
                          UnknownFieldSet.Field.newBuilder().addLengthDelimited(message).build())
                      .build())
              .build()
              .toByteString()
              .concat(late);
    }
    assertThat(Samples.json(message.toByteArray()))
        .startsWith("{\"int32Field\":1,\"messageField\"");
  }
}
