package warble.json;

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
}
