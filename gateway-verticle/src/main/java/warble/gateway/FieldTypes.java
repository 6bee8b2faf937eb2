package warble.gateway;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Names of types for error messages, as a client that writes JSON thinks of them. */
final class FieldTypes {

  private FieldTypes() {}

  /** What one value of the field must be. */
  static String name(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32, SINT32, SFIXED32 -> "a 32-bit integer";
      case INT64, SINT64, SFIXED64 -> "a 64-bit integer";
      case UINT32, FIXED32 -> "an unsigned 32-bit integer";
      case UINT64, FIXED64 -> "an unsigned 64-bit integer";
      case FLOAT -> "a 32-bit number";
      case DOUBLE -> "a number";
      case BOOL -> "true or false";
      case STRING -> "a string";
      case BYTES -> "a string in base64";
      case ENUM -> "a value of " + field.getEnumType().getFullName();
      case MESSAGE, GROUP -> "a " + field.getMessageType().getFullName();
    };
  }
}
