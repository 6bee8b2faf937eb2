package warble.gateway;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;
import warble.json.Slice;

/** Bodies that are no JSON: {@code google.api.HttpBody}, as a message or as a field of one. */
final class RawContent {

  private static final String UNKNOWN_TYPE = "application/octet-stream";
  private static final String FULL_NAME = HttpBody.getDescriptor().getFullName();

  private RawContent() {}

  /** Whether a field holds one. */
  static boolean is(@Nullable FieldDescriptor field) {
    return field != null
        && !field.isRepeated()
        && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE
        && is(field.getMessageType().getFullName());
  }

  /** Whether the message with this full name is one. */
  static boolean is(String type) {
    return type.equals(FULL_NAME);
  }

  /** The message, in wire format. */
  static Slice message(Content content) {
    return Slice.of(httpBody(content).toByteArray());
  }

  /** A message in which only this field is set, in wire format. */
  static Slice field(FieldDescriptor field, Content content) {
    UnknownFieldSet.Field value =
        UnknownFieldSet.Field.newBuilder()
            .addLengthDelimited(httpBody(content).toByteString())
            .build();
    return Slice.of(
        UnknownFieldSet.newBuilder().addField(field.getNumber(), value).build().toByteArray());
  }

  private static HttpBody httpBody(Content content) {
    return HttpBody.newBuilder()
        .setContentType(content.type())
        .setData(ByteString.copyFrom(content.bytes().getBytes()))
        .build();
  }

  /**
   * What a message in wire format says.
   *
   * @param field the field that holds it, null when it is the message itself
   * @throws IllegalStateException when the message is broken
   */
  static Content of(Buffer message, @Nullable FieldDescriptor field) {
    try {
      HttpBody body = httpBody(message.getBytes(), field);
      String type = body.getContentType().isEmpty() ? UNKNOWN_TYPE : body.getContentType();
      return new Content(sane(type), Buffer.buffer(body.getData().toByteArray()));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("what came back is no google.api.HttpBody", broken);
    }
  }

  private static HttpBody httpBody(byte[] message, @Nullable FieldDescriptor field)
      throws InvalidProtocolBufferException {
    if (field == null) {
      return HttpBody.parseFrom(message);
    }
    HttpBody.Builder body = HttpBody.newBuilder();
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(message);
    for (ByteString part : fields.getField(field.getNumber()).getLengthDelimitedList()) {
      body.mergeFrom(part);
    }
    return body.build();
  }

  /** It becomes a header. */
  private static String sane(String type) {
    if (type.chars().anyMatch(character -> character < ' ' || character > '~')) {
      throw new IllegalStateException("the content type that came back is no header");
    }
    return type;
  }
}
