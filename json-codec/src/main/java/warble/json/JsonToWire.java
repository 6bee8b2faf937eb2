package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns JSON into wire format in one pass. It is used by one thread at a time, again and again.
 *
 * <p>Wire format lets the values of a field come in any order, so that every value is written where
 * it is found. A value's length stands before it: one byte is left for it, and when it needs more
 * the value is moved.
 */
final class JsonToWire {

  private static final int KEY = 0;
  private static final int VALUE = 1;
  private static final String ANOTHER_OF_ONEOF =
      "is a second member of its oneof (expected: one of them)";

  private final JsonReader in = new JsonReader();
  private final WireWriter out = new WireWriter();
  private final Decimal number = new Decimal();
  private final KeySet keys = new KeySet();
  private final SeenFields seen = new SeenFields();
  private final ScalarParser scalars = new ScalarParser(in, out, number);
  private final TimeParser times = new TimeParser(in, out);

  private final Tables tables;
  private final Limits limits;
  private boolean ignoreUnknown;
  private int depth;
  private int values;

  JsonToWire(Tables tables, Limits limits) {
    this.tables = tables;
    this.limits = limits;
  }

  /** The message that a JSON text is. */
  Slice message(MessageTable table, Slice json, ParseOptions options) {
    try {
      begin(json, options);
      value(table);
      return finish();
    } catch (JsonError error) {
      throw JsonPath.locate(error, json);
    } finally {
      in.release();
    }
  }

  /** A message in which one field is what a JSON text says. */
  Slice field(FieldTable field, Slice json, ParseOptions options) {
    try {
      begin(json, options);
      member(field);
      return finish();
    } catch (JsonError error) {
      throw JsonPath.locate(error, json);
    } finally {
      in.release();
    }
  }

  /** A message in which the last field of a path is what a JSON text says. */
  Slice path(List<FieldTable> path, Slice json) {
    try {
      begin(json, ParseOptions.STRICT);
      step(path, 0);
      return finish();
    } catch (JsonError error) {
      throw JsonPath.locate(error, json);
    } finally {
      in.release();
    }
  }

  private void step(List<FieldTable> path, int i) {
    FieldTable field = path.get(i);
    out.varint(field.tag & 0xFFFF_FFFFL);
    if (i == path.size() - 1) {
      payload(field);
    } else if (field.type == FieldDescriptor.Type.GROUP) {
      step(path, i + 1);
      out.varint(field.endTag & 0xFFFF_FFFFL);
    } else {
      int payload = out.open();
      step(path, i + 1);
      out.close(payload);
    }
  }

  private Slice finish() {
    if (in.peek() != -1) {
      throw in.unexpected("the end");
    }
    return out.take(0);
  }

  private void begin(Slice json, ParseOptions options) {
    ignoreUnknown = options.ignoreUnknown();
    depth = limits.depth();
    values = limits.values();
    keys.start();
    seen.start();
    in.start(json.array(), json.offset(), json.offset() + json.length());
    if (json.length() > limits.bytes()) {
      throw in.refused("is too large (expected: at most " + limits.bytes() + " bytes)", in.at);
    }
    out.start(limits.bytes(), json.length());
  }

  /** The content of a message. */
  private void value(MessageTable table) {
    in.nest(--depth);
    switch (table.shape) {
      case PLAIN -> object(table, false);
      case ANY -> any();
      case TIMESTAMP -> times.timestamp();
      case DURATION -> times.duration();
      case FIELD_MASK -> scalars.fieldMask();
      case STRUCT -> entries(table.fields[0]);
      case LIST_VALUE -> elements(table.fields[0]);
      case VALUE -> anyValue(table);
      case WRAPPER -> single(table.fields[0]);
    }
    depth++;
  }

  /**
   * An object of fields.
   *
   * @param typed whether a member {@code @type} is no field of it
   */
  private void object(MessageTable table, boolean typed) {
    if (in.peek() != '{') {
      throw in.unexpected("an object");
    }
    int start = in.at++;
    int first = seen.begin(table);
    if (!in.closes('}')) {
      int guess = 0;
      do {
        guess = member(table, typed, first, guess);
      } while (in.more('}'));
    }
    if (table.hasRequired) {
      requireAll(table, first, start);
    }
    seen.end(first);
  }

  /** A member; returns the position of the field that is likely to be next. */
  private int member(MessageTable table, boolean typed, int first, int guess) {
    if (in.peek() != '"') {
      throw in.unexpected("a name");
    }
    int start = in.at;
    FieldTable field = guess(table, guess);
    if (field == null) {
      field = named(table);
    }
    if (field == null) {
      unknown(table, typed, first, start);
      return guess;
    }
    claim(field.index, first, start);
    if (in.peek() == 'n' && !field.takesNull) {
      in.nothing();
    } else {
      claimOneof(table, field, first, start);
      member(field);
    }
    return field.index + 1;
  }

  /** The field at a position when its JSON name and a colon are what comes next. */
  private @Nullable FieldTable guess(MessageTable table, int position) {
    if (position >= table.fields.length) {
      return null;
    }
    FieldTable field = table.fields[position];
    byte[] key = field.jsonKey;
    int at = in.at;
    if (in.end - at <= key.length) {
      return null;
    }
    if (!Arrays.equals(in.bytes, at, at + key.length, key, 0, key.length)) {
      return null;
    }
    in.at = at + key.length;
    return field;
  }

  private @Nullable FieldTable named(MessageTable table) {
    in.text();
    FieldTable field = table.field(in.text, in.textFrom, in.textTo);
    if (field != null) {
      in.expect(':');
    }
    return field;
  }

  private void unknown(MessageTable table, boolean typed, int first, int start) {
    if (typed && scalars.isText("@type")) {
      claim(table.fields.length + table.oneofs, first, start);
    } else if (!ignoreUnknown) {
      throw in.refused("unknown field (expected: a field of " + table.name + ")", start);
    }
    in.expect(':');
    in.skip(number, depth);
  }

  private void claim(int bit, int first, int start) {
    if (!seen.add(first, bit)) {
      throw in.refused("is given twice", start);
    }
  }

  private void claimOneof(MessageTable table, FieldTable field, int first, int start) {
    if (field.oneof >= 0 && !seen.add(first, table.fields.length + field.oneof)) {
      throw in.refused(ANOTHER_OF_ONEOF, start);
    }
  }

  private void requireAll(MessageTable table, int first, int start) {
    for (FieldTable field : table.fields) {
      if (field.required && !seen.has(first, field.index)) {
        throw in.refused("has no " + field.name + " (expected: all required fields)", start);
      }
    }
  }

  private void member(FieldTable field) {
    if (in.peek() == 'n' && !field.takesNull) {
      in.nothing();
    } else if (field.map) {
      entries(field);
    } else if (field.repeated) {
      elements(field);
    } else {
      single(field);
    }
  }

  private void single(FieldTable field) {
    count();
    int start = out.size;
    out.varint(field.tag & 0xFFFF_FFFFL);
    int payload = out.size;
    boolean known = payload(field);
    if (!known || (field.implicit && out.isZero(payload))) {
      out.size = start;
    }
  }

  private void count() {
    if (--values < 0) {
      throw in.refused("has too many values (expected: at most " + limits.values() + ")", in.at);
    }
  }

  private void elements(FieldTable field) {
    if (in.peek() != '[') {
      throw in.unexpected("a list");
    }
    in.at++;
    if (in.closes(']')) {
      return;
    }
    if (field.packed) {
      packed(field);
    } else {
      unpacked(field);
    }
  }

  private void packed(FieldTable field) {
    int start = out.size;
    out.varint(field.packedTag & 0xFFFF_FFFFL);
    int payload = out.open();
    do {
      count();
      payload(field);
    } while (in.more(']'));
    out.close(payload);
    if (out.size == payload) {
      out.size = start;
    }
  }

  private void unpacked(FieldTable field) {
    do {
      count();
      int start = out.size;
      out.varint(field.tag & 0xFFFF_FFFFL);
      if (!payload(field)) {
        out.size = start;
      }
    } while (in.more(']'));
  }

  private void entries(FieldTable field) {
    if (in.peek() != '{') {
      throw in.unexpected("an object");
    }
    in.at++;
    if (in.closes('}')) {
      return;
    }
    in.nest(--depth);
    int first = keys.begin();
    do {
      entry(field, first);
    } while (in.more('}'));
    keys.end(first);
    depth++;
  }

  private void entry(FieldTable field, int first) {
    count();
    int start = out.size;
    out.varint(field.tag & 0xFFFF_FFFFL);
    int payload = out.open();
    key(field.message.fields[KEY], first);
    FieldTable value = field.message.fields[VALUE];
    out.varint(value.tag & 0xFFFF_FFFFL);
    if (payload(value)) {
      int before = out.size;
      out.close(payload);
      keys.moveLast(out.size - before);
    } else {
      keys.forgetLast();
      out.size = start;
    }
  }

  private void key(FieldTable key, int first) {
    in.peek();
    int start = in.at;
    in.text();
    out.varint(key.tag);
    int payload = out.size;
    scalars.key(key, start);
    in.expect(':');
    if (!keys.add(out, payload, first)) {
      throw in.refused("is given twice", start);
    }
  }

  /** A value without its tag; false when it is one to be ignored. */
  private boolean payload(FieldTable field) {
    switch (field.type) {
      case MESSAGE -> nested(field.message);
      case GROUP -> group(field);
      case STRING -> in.string(out);
      case BYTES -> scalars.bytes();
      case BOOL -> out.put(in.bool() ? 1 : 0);
      case ENUM -> {
        return scalars.enumeration(field.enums, ignoreUnknown);
      }
      default -> scalars.numeric(field.type);
    }
    return true;
  }

  private void nested(MessageTable table) {
    int payload = out.open();
    value(table);
    out.close(payload);
  }

  private void group(FieldTable field) {
    value(field.message);
    out.varint(field.endTag & 0xFFFF_FFFFL);
  }

  private void anyValue(MessageTable table) {
    FieldTable kind =
        table
            .fields[
            switch (in.peek()) {
              case 'n' -> 0;
              case '"' -> 2;
              case 't', 'f' -> 3;
              case '{' -> 4;
              case '[' -> 5;
              default -> 1;
            }];
    single(kind);
  }

  private void any() {
    if (in.peek() != '{') {
      throw in.unexpected("an object");
    }
    int start = in.at;
    if (!findType()) {
      requireEmpty(start);
      return;
    }
    MessageTable table = anyTable();
    out.varint(WellKnown.ANY_TYPE);
    out.varint(in.textTo - in.textFrom);
    out.raw(in.text, in.textFrom, in.textTo - in.textFrom);
    in.at = start;
    out.varint(WellKnown.ANY_VALUE);
    int payload = out.open();
    anyContent(table);
    out.close(payload);
  }

  /** Steps to the member {@code @type}, the value of which {@code in.text} then is. */
  private boolean findType() {
    in.at++;
    if (in.closes('}')) {
      return false;
    }
    do {
      in.text();
      boolean found = scalars.isText("@type");
      in.expect(':');
      if (found) {
        in.text();
        return true;
      }
      in.skip(number, depth);
    } while (in.more('}'));
    return false;
  }

  private void requireEmpty(int start) {
    in.at = start + 1;
    if (!in.closes('}')) {
      throw in.refused("has no @type (expected: the type of what it holds)", start);
    }
  }

  private MessageTable anyTable() {
    int slash = in.textTo - 1;
    while (slash >= in.textFrom && in.text[slash] != '/') {
      slash--;
    }
    MessageTable table =
        slash <= in.textFrom ? null : tables.find(scalars.text(slash + 1, in.textTo));
    if (table == null) {
      throw in.refused(
          "has an @type that is not known (expected: a URL that ends with /package.Type)",
          in.at - 1);
    }
    return table;
  }

  private void anyContent(MessageTable table) {
    if (table.shape == Shape.PLAIN) {
      in.nest(--depth);
      object(table, true);
      depth++;
    } else {
      wrapped(table);
    }
  }

  /** Types whose JSON is not an object of their fields stand in a member {@code value}. */
  private void wrapped(MessageTable table) {
    in.at++;
    boolean typed = false;
    boolean found = false;
    do {
      in.peek();
      int start = in.at;
      in.text();
      boolean isType = scalars.isText("@type");
      boolean isValue = scalars.isText("value");
      in.expect(':');
      if ((isType && typed) || (isValue && found)) {
        throw in.refused("is given twice", start);
      }
      if (isValue) {
        value(table);
      } else if (isType || ignoreUnknown) {
        in.skip(number, depth);
      } else {
        throw in.refused("unknown field (expected: @type and value)", start);
      }
      typed |= isType;
      found |= isValue;
    } while (in.more('}'));
    if (!found) {
      throw in.refused("has no value (expected: @type and value)", in.at - 1);
    }
  }
}
