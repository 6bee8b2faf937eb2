package warble.gateway;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.json.Json;
import java.util.Base64;
import java.util.Set;

/** Values of fields as they stand in a path or a query. */
final class FieldText {

  private static final Set<String> TEXT_MESSAGES =
      Set.of("google.protobuf.Timestamp", "google.protobuf.Duration", "google.protobuf.FieldMask");

  private static final Set<String> WRAPPERS =
      Set.of(
          "google.protobuf.DoubleValue",
          "google.protobuf.FloatValue",
          "google.protobuf.Int64Value",
          "google.protobuf.UInt64Value",
          "google.protobuf.Int32Value",
          "google.protobuf.UInt32Value",
          "google.protobuf.BoolValue",
          "google.protobuf.StringValue",
          "google.protobuf.BytesValue");

  private FieldText() {}

  /** Whether values of this field can be written as one text. */
  static boolean fits(FieldDescriptor field) {
    return field.getJavaType() != JavaType.MESSAGE
        || TEXT_MESSAGES.contains(field.getMessageType().getFullName())
        || WRAPPERS.contains(field.getMessageType().getFullName());
  }

  /**
   * The value, as a message builder takes it; one element of it for a repeated field.
   *
   * @throws IllegalArgumentException when the text is no such value; the message says what is
   *     expected
   */
  static Object parse(FieldDescriptor field, String text) {
    try {
      return value(field, text);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          text + " (expected: " + FieldTypes.name(field) + ")", malformed);
    }
  }

  private static Object value(FieldDescriptor field, String text) {
    return switch (field.getType()) {
      case INT32, SINT32, SFIXED32 -> Integer.parseInt(digits(text));
      case INT64, SINT64, SFIXED64 -> Long.parseLong(digits(text));
      case UINT32, FIXED32 -> Integer.parseUnsignedInt(digits(text));
      case UINT64, FIXED64 -> Long.parseUnsignedLong(digits(text));
      case FLOAT -> toFloat(text);
      case DOUBLE -> toDouble(text);
      case BOOL -> truth(text);
      case STRING -> text;
      case BYTES -> bytes(text);
      case ENUM -> constant(field.getEnumType(), text);
      case MESSAGE, GROUP -> message(field.getMessageType(), text);
    };
  }

  /** The JDK takes a leading plus and digits of other scripts; JSON does not. */
  private static String digits(String text) {
    if (!text.matches("-?[0-9]+")) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static float toFloat(String text) {
    double wide = toDouble(text);
    float narrow = (float) wide;
    if (Float.isInfinite(narrow) && !Double.isInfinite(wide)) {
      throw new IllegalArgumentException(text);
    }
    return narrow;
  }

  private static double toDouble(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> finite(text);
    };
  }

  private static double finite(String text) {
    if (!text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw new IllegalArgumentException(text);
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  /** Base64 of either alphabet, with or without padding. */
  private static ByteString bytes(String text) {
    return ByteString.copyFrom(
        Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_')));
  }

  private static EnumValueDescriptor constant(EnumDescriptor type, String text) {
    EnumValueDescriptor named = type.findValueByName(text);
    if (named != null) {
      return named;
    }
    int number = Integer.parseInt(digits(text));
    EnumValueDescriptor numbered =
        type.isClosed()
            ? type.findValueByNumber(number)
            : type.findValueByNumberCreatingIfUnknown(number);
    if (numbered == null) {
      throw new IllegalArgumentException(text);
    }
    return numbered;
  }

  private static DynamicMessage message(Descriptor type, String text) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    if (WRAPPERS.contains(type.getFullName())) {
      FieldDescriptor wrapped = type.findFieldByNumber(1);
      return message.setField(wrapped, value(wrapped, text)).build();
    }
    try {
      JsonFormat.parser().merge(Json.encode(text), message);
      return message.build();
    } catch (InvalidProtocolBufferException malformed) {
      throw new IllegalArgumentException(text, malformed);
    }
  }
}
