package warble.gateway;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Reads and adds single string fields of a message in protobuf wire format. */
final class WireFields {

  private WireFields() {}

  /**
   * The number of a string field.
   *
   * @throws IllegalArgumentException when the type has no such one
   */
  static int number(Descriptor type, String name) {
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null || field.isRepeated() || field.getType() != FieldDescriptor.Type.STRING) {
      throw new IllegalArgumentException(
          "field '" + name + "' is no string of " + type.getFullName());
    }
    return field.getNumber();
  }

  /** The string field with this number, empty when it is absent. */
  static String string(Buffer message, int number) {
    try {
      return string(CodedInputStream.newInstance(message.getBytes()), number);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  /** The last one counts, as everywhere in protobuf. */
  private static String string(CodedInputStream in, int number) throws IOException {
    int wanted = (number << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    String found = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == wanted) {
        found = in.readStringRequireUtf8();
      } else {
        in.skipField(tag);
      }
    }
    return found;
  }

  /** The message with a string field more. */
  static Buffer with(Buffer message, int number, String value) {
    byte[] field = new byte[CodedOutputStream.computeStringSize(number, value)];
    try {
      CodedOutputStream.newInstance(field).writeString(number, value);
    } catch (IOException tooSmall) {
      throw new UncheckedIOException(tooSmall);
    }
    return Buffer.buffer(message.length() + field.length).appendBuffer(message).appendBytes(field);
  }
}
