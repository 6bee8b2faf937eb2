package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.WireFormat;
import java.nio.charset.StandardCharsets;

/** What the codec knows of a field. */
final class FieldTable {

  static final int NO_ONEOF = -1;

  final String name;
  final int number;

  /** Position among the message's fields in the order of their numbers. */
  final int index;

  final FieldDescriptor.Type type;

  /** The tag of one value, also where many are packed. */
  final int tag;

  final int packedTag;
  final int endTag;
  final boolean repeated;
  final boolean packable;
  final boolean packed;
  final boolean map;
  final boolean required;

  /** Without presence: its default value is the same as its absence. */
  final boolean implicit;

  /** Whether it is printed when it is not set and that is asked for. */
  final boolean hasDefault;

  final int oneof;

  /** Null is a value of it, not its absence. */
  final boolean takesNull;

  final EnumTable enums;
  final byte[] jsonKey;
  final byte[] protoKey;
  final byte[] defaultText;
  final byte[] defaultNumber;

  /** Set by {@link Tables}, because types may contain themselves. */
  MessageTable message = MessageTable.NONE;

  FieldTable(FieldDescriptor field, int index, EnumTable enums) {
    name = field.isExtension() ? '[' + field.getFullName() + ']' : field.getName();
    number = field.getNumber();
    this.index = index;
    type = field.getType();
    tag = tag(number, elementWireType(field));
    packedTag = tag(number, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    endTag = tag(number, WireFormat.WIRETYPE_END_GROUP);
    repeated = field.isRepeated();
    packable = field.isPackable();
    packed = field.isPacked();
    map = field.isMapField();
    required = field.isRequired();
    implicit = !field.hasPresence() && !repeated;
    hasDefault = !field.hasPresence() && !field.isExtension();
    OneofDescriptor group = field.getRealContainingOneof();
    oneof = group == null ? NO_ONEOF : group.getIndex();
    this.enums = enums;
    takesNull = !repeated && (enums.isNull || isValue(field));
    jsonKey = key(field.isExtension() ? name : field.getJsonName());
    protoKey = key(name);
    defaultText = utf8(defaultText(false));
    defaultNumber = utf8(defaultText(true));
  }

  private static int elementWireType(FieldDescriptor field) {
    return switch (field.getType()) {
      case DOUBLE, FIXED64, SFIXED64 -> WireFormat.WIRETYPE_FIXED64;
      case FLOAT, FIXED32, SFIXED32 -> WireFormat.WIRETYPE_FIXED32;
      case STRING, BYTES, MESSAGE -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      case GROUP -> WireFormat.WIRETYPE_START_GROUP;
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> WireFormat.WIRETYPE_VARINT;
    };
  }

  private static int tag(int number, int wireType) {
    return number << 3 | wireType;
  }

  private static boolean isValue(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && Shape.of(field.getMessageType().getFullName()) == Shape.VALUE;
  }

  private static byte[] key(String name) {
    return utf8('"' + name + "\":");
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String defaultText(boolean enumNumbers) {
    if (repeated) {
      return map ? "{}" : "[]";
    }
    return switch (type) {
      case INT64, UINT64, SINT64, FIXED64, SFIXED64 -> "\"0\"";
      case BOOL -> "false";
      case STRING, BYTES -> "\"\"";
      case ENUM -> defaultEnum(enumNumbers);
      case INT32, UINT32, SINT32, FIXED32, SFIXED32, FLOAT, DOUBLE -> "0";
      case MESSAGE, GROUP -> "null";
    };
  }

  private String defaultEnum(boolean enumNumbers) {
    byte[] quoted = enums.quoted(enums.first);
    if (enums.isNull) {
      return "null";
    }
    return enumNumbers || quoted == null
        ? Integer.toString(enums.first)
        : new String(quoted, StandardCharsets.UTF_8);
  }

  boolean isMessage() {
    return type == FieldDescriptor.Type.MESSAGE || type == FieldDescriptor.Type.GROUP;
  }

  /** Whether a value with this tag belongs to the field; else it is as good as unknown. */
  boolean takes(int foundTag) {
    return foundTag == tag || (packable && foundTag == packedTag);
  }
}
