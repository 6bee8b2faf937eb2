package warble.json;

import java.util.ArrayList;
import java.util.List;

/** Reads which fields a JSON text names. */
final class MaskReader {

  private final JsonReader in = new JsonReader();
  private final Decimal number = new Decimal();
  private final List<String> paths = new ArrayList<>();
  private final int depth;

  MaskReader(Slice json, int depth) {
    in.start(json.array(), json.offset(), json.offset() + json.length());
    this.depth = depth;
  }

  /** The paths, in proto names, of the members of an object that the codec takes. */
  List<String> read(MessageTable table) {
    members(table, "", depth);
    return paths;
  }

  private void members(MessageTable table, String prefix, int left) {
    in.expect('{');
    if (in.closes('}')) {
      return;
    }
    do {
      in.text();
      FieldTable field = table.field(in.text, in.textFrom, in.textTo);
      in.expect(':');
      if (field == null) {
        in.skip(number, left);
      } else {
        value(field, prefix + field.name, left);
      }
    } while (in.more('}'));
  }

  /** A plain message counts by its members, if it has any. */
  private void value(FieldTable field, String path, int left) {
    boolean plain = field.isMessage() && !field.repeated && field.message.shape == Shape.PLAIN;
    int before = paths.size();
    in.nest(left);
    if (plain && in.peek() == '{') {
      members(field.message, path + '.', left - 1);
    } else {
      in.skip(number, left);
    }
    if (paths.size() == before) {
      paths.add(path);
    }
  }
}
