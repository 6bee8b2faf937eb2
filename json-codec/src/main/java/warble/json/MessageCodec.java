package warble.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Turns the JSON of one message type into wire format and back. */
public final class MessageCodec {

  private final JsonCodec codec;
  private final MessageTable table;

  MessageCodec(JsonCodec codec, MessageTable table) {
    this.codec = codec;
    this.table = table;
  }

  /**
   * The message that a JSON text is.
   *
   * @throws JsonError when it is not one
   */
  public Slice toWire(Slice json, ParseOptions options) {
    return codec.parser().message(table, json, options);
  }

  /**
   * The message that a JSON text is.
   *
   * @throws JsonError when it is not one
   */
  public byte[] toWire(byte[] json, ParseOptions options) {
    return toWire(Slice.of(json), options).toByteArray();
  }

  /**
   * The JSON of a message.
   *
   * @throws WireError when it is no message, or has no JSON
   */
  public Slice toJson(Slice wire, PrintOptions options) {
    return codec.printer().message(table, wire, options);
  }

  /**
   * The JSON of a message.
   *
   * @throws WireError when it is no message, or has no JSON
   */
  public byte[] toJson(byte[] wire, PrintOptions options) {
    return toJson(Slice.of(wire), options).toByteArray();
  }

  /**
   * The paths, in proto names, of the fields that a JSON text names: the field mask that the body
   * of a PATCH implies.
   *
   * @param json a text that {@link #toWire(Slice, ParseOptions)} takes, for a message that is no
   *     well-known type
   */
  public List<String> paths(Slice json) {
    return new MaskReader(json, Limits.DEFAULT.depth()).read(table);
  }

  /**
   * The codec of one field.
   *
   * @param name its name in JSON or in the {@code .proto} file
   * @throws IllegalArgumentException when there is no such field
   */
  public FieldCodec field(String name) {
    return new FieldCodec(codec, table, find(table, name));
  }

  /**
   * The codec of plain text for a field, or for a field of a field.
   *
   * @param path names with dots between them, each in JSON or as in the {@code .proto} file
   * @throws IllegalArgumentException when there is no such field, it is within a repeated one, or
   *     its values cannot be written as one text
   */
  public TextCodec text(String path) {
    List<FieldTable> fields = new ArrayList<>();
    MessageTable type = table;
    for (String name : path.split("\\.", -1)) {
      if (!fields.isEmpty() && fields.getLast().repeated) {
        throw new IllegalArgumentException(fields.getLast().name + " is repeated");
      }
      fields.add(find(type, name));
      type = fields.getLast().message;
    }
    if (!isText(fields.getLast())) {
      throw new IllegalArgumentException(path + " is no plain value");
    }
    return new TextCodec(codec, fields);
  }

  private static boolean isText(FieldTable field) {
    return switch (field.message.shape) {
      case PLAIN -> !field.isMessage();
      case TIMESTAMP, DURATION, FIELD_MASK, WRAPPER -> true;
      case ANY, STRUCT, VALUE, LIST_VALUE -> false;
    };
  }

  private static FieldTable find(MessageTable table, String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    FieldTable field = table.field(utf8, 0, utf8.length);
    if (field == null) {
      throw new IllegalArgumentException("no field " + name + " in " + table.name);
    }
    return field;
  }
}
