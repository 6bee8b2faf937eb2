package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.json.ParseOptions.STRICT;
import static warble.json.PrintOptions.STANDARD;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Bytes that a fuzzer finds. What the codec takes means to protobuf's own {@link JsonFormat} the
 * same, and comes back unchanged; anything else is refused by the codec's own error, and that may
 * be more than JsonFormat refuses: a field mask of what is no path, for one.
 *
 * <p>Without {@code JAZZER_FUZZ} the inputs of the test's resources are tried, among them one for
 * each defect that was found.
 */
class CodecFuzzTest {

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(Samples.EVERYTHING).add(Samples.LEGACY).build();
  private static final MessageCodec CODEC = Samples.codec(Samples.EVERYTHING);

  private static final Pattern NEGATIVE_ZERO = Pattern.compile("-0(\\.0+)?\\b");
  private static final List<TextCodec> TEXTS =
      Samples.EVERYTHING.getFields().stream()
          .filter(CodecFuzzTest::isText)
          .map(field -> CODEC.text(field.getName()))
          .toList();

  private static boolean isText(FieldDescriptor field) {
    return field.getJavaType() != FieldDescriptor.JavaType.MESSAGE
        || switch (Shape.of(field.getMessageType().getFullName())) {
          case TIMESTAMP, DURATION, FIELD_MASK, WRAPPER -> true;
          case PLAIN, ANY, STRUCT, VALUE, LIST_VALUE -> false;
        };
  }

  @FuzzTest(maxDuration = "8s")
  void json(byte[] json) throws InvalidProtocolBufferException {
    byte[] wire;
    try {
      wire = CODEC.toWire(json, STRICT);
    } catch (JsonError refused) {
      assertThat(refused.description()).isNotEmpty();
      return;
    }
    Message message = DynamicMessage.parseFrom(Samples.EVERYTHING, wire);
    byte[] printed = CODEC.toJson(wire, STANDARD);
    assertThat(CODEC.toJson(CODEC.toWire(printed, STRICT), STANDARD)).isEqualTo(printed);
    if (isTakenByOthers(json)) {
      requireSame(message, utf8(json));
    }
  }

  /** JsonFormat refuses more, among it base64 of both alphabets. */
  private static boolean isTakenByOthers(byte[] json) {
    try {
      theirs(utf8(json));
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }

  @FuzzTest(maxDuration = "8s")
  void wire(byte[] wire) throws InvalidProtocolBufferException {
    byte[] json;
    try {
      json = CODEC.toJson(wire, STANDARD);
    } catch (WireError refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
      return;
    }
    Message message;
    try {
      message = DynamicMessage.parseFrom(Samples.EVERYTHING, wire);
    } catch (InvalidProtocolBufferException notUtf8) {
      // The codec does not look into what a later field of the same replaces.
      return;
    }
    requireSame(known(message), utf8(json));
  }

  /** JSON has no unknown fields, but an Any of nothing else is none to JsonFormat. */
  private static Message known(Message message) {
    Message.Builder known = message.toBuilder();
    known.setUnknownFields(UnknownFieldSet.getDefaultInstance());
    message.getAllFields().forEach((field, value) -> known.setField(field, known(value)));
    return known.build();
  }

  private static Object known(Object value) {
    return switch (value) {
      case Message message -> known(message);
      case List<?> list -> list.stream().map(CodecFuzzTest::known).toList();
      default -> value;
    };
  }

  @FuzzTest(maxDuration = "8s")
  void text(byte[] text) {
    for (TextCodec field : TEXTS) {
      try {
        CODEC.toJson(field.toWire(utf8(text)), STANDARD);
      } catch (JsonError refused) {
        assertThat(refused.description()).isNotEmpty();
      }
    }
  }

  /** JsonFormat reads a negative zero as a positive one, so that such texts are not compared. */
  private static void requireSame(Message ours, String json) throws InvalidProtocolBufferException {
    String expected = canonical(ours);
    if (!NEGATIVE_ZERO.matcher(expected).find()) {
      assertThat(canonical(theirs(json))).isEqualTo(expected);
    }
  }

  private static String canonical(Message message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().usingTypeRegistry(TYPES).sortingMapKeys().print(message);
  }

  private static Message theirs(String json) throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(Samples.EVERYTHING);
    JsonFormat.parser().usingTypeRegistry(TYPES).merge(json, message);
    return message.build();
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }
}
