package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns plain text, as it stands in a path or a query, into a message with one field, which may be
 * a field of a field.
 *
 * <p>What it makes is added to a message by putting it after the message's own bytes.
 */
public final class TextCodec {

  private static final String INTEGER = "-?[0-9]+";

  private final JsonCodec codec;
  private final List<FieldTable> path;
  private final FieldTable leaf;

  TextCodec(JsonCodec codec, List<FieldTable> path) {
    this.codec = codec;
    this.path = path;
    leaf = path.getLast();
  }

  /** Whether the field takes many values, each with a text of its own. */
  public boolean isRepeated() {
    return leaf.repeated;
  }

  /**
   * A message in which the field has this value, also when that is its default.
   *
   * @throws JsonError when the text is no such value
   */
  public Slice toWire(String text) {
    return codec.parser().path(path, json(text));
  }

  private Slice json(String text) {
    boolean literal =
        switch (leaf.type) {
          case BOOL -> true;
          case ENUM -> text.matches(INTEGER);
          case MESSAGE -> leaf.message.shape == Shape.WRAPPER && isBool(leaf.message.fields[0]);
          default -> false;
        };
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (literal) {
      return Slice.of(utf8);
    }
    JsonWriter quoted = new JsonWriter();
    quoted.string(utf8, 0, utf8.length);
    return quoted.take(0);
  }

  private static boolean isBool(FieldTable field) {
    return field.type == FieldDescriptor.Type.BOOL;
  }

  /**
   * Whether a message that the codec made holds another value of the field than the text's.
   *
   * @param message for instance of a body
   * @param own what {@link #toWire} made of the text
   */
  public boolean conflicts(Slice message, Slice own) {
    byte[] theirs = value(message);
    return theirs != null && !Arrays.equals(theirs, value(own));
  }

  /** The bytes of the field's value. */
  private byte @Nullable [] value(Slice message) {
    WireReader in = new WireReader();
    in.start(message.array(), message.offset(), message.offset() + message.length());
    for (FieldTable field : path) {
      if (!find(field, in)) {
        return null;
      }
    }
    return Arrays.copyOfRange(in.bytes, in.at, in.limit);
  }

  /** Narrows to the value of a field, as far as it is there. */
  private static boolean find(FieldTable field, WireReader in) {
    while (!in.atEnd()) {
      int tag = in.tag();
      int from = in.at;
      in.skip(tag, Limits.DEFAULT.depth());
      if (tag == field.tag) {
        int to = field.type == FieldDescriptor.Type.GROUP ? in.tagAt : in.at;
        in.start(in.bytes, from, to);
        if (field.type == FieldDescriptor.Type.MESSAGE) {
          in.varint();
        }
        return true;
      }
    }
    return false;
  }
}
