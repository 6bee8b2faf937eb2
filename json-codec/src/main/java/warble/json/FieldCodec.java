package warble.json;

/** Turns the JSON of one field of a message type into a message with that field, and back. */
public final class FieldCodec {

  private final JsonCodec codec;
  private final MessageTable table;
  private final FieldTable field;

  FieldCodec(JsonCodec codec, MessageTable table, FieldTable field) {
    this.codec = codec;
    this.table = table;
    this.field = field;
  }

  /**
   * A message in which the field is what a JSON text says, and nothing else is set.
   *
   * @throws JsonError when it is no such value; its path begins with the field
   */
  public Slice toWire(Slice json, ParseOptions options) {
    try {
      return codec.parser().field(field, json, options);
    } catch (JsonError error) {
      throw error.within(field.name);
    }
  }

  /**
   * The JSON of the field's value in a message: its default when it is not set, and null for a type
   * that has none.
   *
   * @throws WireError when it is no message, or has no JSON
   */
  public Slice toJson(Slice wire, PrintOptions options) {
    return codec.printer().field(table, field, wire, options);
  }
}
