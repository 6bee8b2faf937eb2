package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import org.jspecify.annotations.Nullable;

/**
 * Turns wire format into JSON in one pass, as long as the fields of each message come in the order
 * of their numbers, which is how everybody writes them. When they do not, it begins anew and puts
 * every message in order before it prints it. It is used by one thread at a time, again and again.
 */
final class WireToJson {

  private static final int KEY = 0;
  private static final int VALUE = 1;
  private static final int END = 0;
  private static final byte[] NULL = {'n', 'u', 'l', 'l'};
  private static final byte[] TYPE_KEY = {'{', '"', '@', 't', 'y', 'p', 'e', '"', ':'};
  private static final byte[] VALUE_KEY = {',', '"', 'v', 'a', 'l', 'u', 'e', '"', ':'};

  /** A message whose fields are not in order; thrown only to begin anew. */
  private static final class Disorder extends RuntimeException {
    Disorder() {
      super(null, null, false, false);
    }
  }

  private final WireReader in = new WireReader();
  private final JsonWriter out = new JsonWriter();
  private final KeySet keys = new KeySet();
  private final ScalarPrinter scalars = new ScalarPrinter(in, out);
  private final TimePrinter times = new TimePrinter(in, out);

  private final Tables tables;
  private final Limits limits;
  private PrintOptions options = PrintOptions.STANDARD;
  private boolean ordering;
  private int depth;
  private int values;

  WireToJson(Tables tables, Limits limits) {
    this.tables = tables;
    this.limits = limits;
  }

  /** The JSON of a message. */
  Slice message(MessageTable table, Slice wire, PrintOptions chosen) {
    options = chosen;
    try {
      print(table, wire, false);
    } catch (Disorder disorder) {
      print(table, wire, true);
    } finally {
      in.release();
    }
    return out.take(0);
  }

  /** The JSON of one field of a message. */
  Slice field(MessageTable table, FieldTable field, Slice wire, PrintOptions chosen) {
    options = chosen;
    try {
      begin(wire, false);
      alone(table, field);
    } catch (Disorder disorder) {
      begin(wire, true);
      byte[] ordered = WireOrder.order(table, in, depth);
      in.start(ordered, 0, ordered.length);
      alone(table, field);
    } finally {
      in.release();
    }
    return out.take(0);
  }

  private void print(MessageTable table, Slice wire, boolean anew) {
    begin(wire, anew);
    message(table);
  }

  private void begin(Slice wire, boolean anew) {
    ordering = anew;
    depth = limits.depth();
    values = limits.values();
    keys.start();
    in.start(wire.array(), wire.offset(), wire.offset() + wire.length());
    if (wire.length() > limits.bytes()) {
      throw new WireError("is too large (expected: at most " + limits.bytes() + ")", 0, false);
    }
    out.start(limits.bytes(), wire.length() + wire.length() / 4);
  }

  /** The message that reaches to the limit. */
  private void message(MessageTable table) {
    enter();
    if (ordering) {
      inOrder(table);
    } else {
      content(table);
    }
    depth++;
  }

  private void enter() {
    if (--depth < 0) {
      throw WireReader.malformed("is nested too deep", in.at);
    }
  }

  private void inOrder(MessageTable table) {
    byte[] outer = in.bytes;
    int end = in.limit;
    byte[] ordered = WireOrder.order(table, in, depth);
    in.start(ordered, 0, ordered.length);
    content(table);
    in.start(outer, end, end);
  }

  private void content(MessageTable table) {
    switch (table.shape) {
      case PLAIN -> object(table);
      case ANY -> any();
      case TIMESTAMP -> times.timestamp(depth);
      case DURATION -> times.duration(depth);
      case FIELD_MASK -> scalars.fieldMask(depth);
      case STRUCT, LIST_VALUE -> only(table.fields[0]);
      case VALUE -> anyValue(table);
      case WRAPPER -> wrapped(table.fields[0]);
    }
  }

  private int nextTag() {
    return in.atEnd() ? END : in.tag();
  }

  private void object(MessageTable table) {
    out.put('{');
    FieldTable[] fields = table.fields;
    int next = 0;
    long oneofs = 0;
    int tag = nextTag();
    while (tag != END) {
      FieldTable field =
          next < fields.length && fields[next].tag == tag ? fields[next] : field(table, tag);
      if (field == null) {
        in.skip(tag, depth);
        tag = nextTag();
        continue;
      }
      oneofs = claim(field, next, oneofs);
      if (options.defaults()) {
        defaults(fields, next, field.index);
      }
      next = field.index + 1;
      tag = member(field, tag);
    }
    if (options.defaults()) {
      defaults(fields, next, fields.length);
    }
    out.end('}');
  }

  /** The field that a tag belongs to; one of another wire type is as good as unknown. */
  private static @Nullable FieldTable field(MessageTable table, int tag) {
    FieldTable field = table.field(WireFormat.getTagFieldNumber(tag));
    return field != null && field.takes(tag) ? field : null;
  }

  /** Notes the oneof of a field. Two may share a bit: then order is taken for disorder. */
  private long claim(FieldTable field, int next, long oneofs) {
    long bit = field.oneof < 0 ? 0 : 1L << field.oneof;
    if (field.index < next || ((oneofs & bit) != 0 && !ordering)) {
      throw new Disorder();
    }
    return oneofs | bit;
  }

  private void defaults(FieldTable[] fields, int from, int to) {
    for (int i = from; i < to; i++) {
      FieldTable field = fields[i];
      if (field.hasDefault) {
        name(field);
        defaultOf(field);
        out.put(',');
      }
    }
  }

  private void name(FieldTable field) {
    out.raw(options.protoNames() ? field.protoKey : field.jsonKey);
  }

  private void defaultOf(FieldTable field) {
    out.raw(options.enumNumbers() ? field.defaultNumber : field.defaultText);
  }

  /** The value of one field, without its name; its default when it is not there. */
  private void alone(MessageTable table, FieldTable wanted) {
    int tag = nextTag();
    while (tag != END) {
      FieldTable field = field(table, tag);
      boolean rival = field != null && field.oneof >= 0 && field.oneof == wanted.oneof;
      if (out.size > 0 && (field == wanted || rival)) {
        throw new Disorder();
      }
      if (field == wanted) {
        tag = values(field, tag);
      } else {
        in.skip(tag, depth);
        tag = nextTag();
      }
    }
    if (out.size == 0) {
      absent(wanted);
    }
  }

  private int values(FieldTable field, int tag) {
    if (field.repeated) {
      return field.map ? entries(field) : elements(field, tag);
    }
    value(field);
    return nextTag();
  }

  private void absent(FieldTable field) {
    if (!field.repeated && field.message.shape == Shape.PLAIN) {
      missing(field);
    } else {
      defaultOf(field);
    }
  }

  /** All that there is of a field; returns the tag that comes after it. */
  private int member(FieldTable field, int tag) {
    int start = out.size;
    name(field);
    if (field.repeated) {
      int after = values(field, tag);
      out.put(',');
      return after;
    }
    if (single(field)) {
      out.put(',');
    } else {
      out.size = start;
    }
    return nextTag();
  }

  private void count() {
    if (--values < 0) {
      throw new WireError("has more than " + limits.values() + " values", in.at, false);
    }
  }

  /** A singular value; false when it is not to be printed. */
  private boolean single(FieldTable field) {
    if (field.implicit && !options.defaults()) {
      int start = in.at;
      if (scalars.isZero(field.type)) {
        return false;
      }
      in.at = start;
    }
    return value(field);
  }

  /** A value; false when it is of an enum that does not know it. */
  private boolean value(FieldTable field) {
    count();
    switch (field.type) {
      case MESSAGE -> nested(field.message);
      case GROUP -> group(field);
      case ENUM -> {
        return scalars.enumeration(field.enums, options.enumNumbers());
      }
      default -> scalars.print(field.type);
    }
    return true;
  }

  private void nested(MessageTable table) {
    int outer = in.enter();
    message(table);
    in.limit = outer;
  }

  private void group(FieldTable field) {
    int outer = in.limit;
    int start = in.at;
    in.skip(field.tag, depth);
    int after = in.at;
    in.at = start;
    in.limit = in.tagAt;
    message(field.message);
    in.at = after;
    in.limit = outer;
  }

  private int elements(FieldTable field, int firstTag) {
    out.put('[');
    int tag = firstTag;
    while (field.takes(tag)) {
      if (field.packable && tag == field.packedTag) {
        packed(field);
      } else {
        element(field);
      }
      tag = nextTag();
    }
    out.end(']');
    return tag;
  }

  private void packed(FieldTable field) {
    int outer = in.enter();
    while (!in.atEnd()) {
      element(field);
    }
    in.limit = outer;
  }

  private void element(FieldTable field) {
    if (value(field)) {
      out.put(',');
    }
  }

  private int entries(FieldTable field) {
    out.put('{');
    enter();
    int first = keys.begin();
    int tag = ordering ? lastEntries(field, first) : allEntries(field, first);
    keys.end(first);
    depth++;
    out.end('}');
    return tag;
  }

  private int allEntries(FieldTable field, int first) {
    int tag = field.tag;
    while (tag == field.tag) {
      int outer = in.enter();
      entry(field.message, first);
      in.limit = outer;
      tag = nextTag();
    }
    return tag;
  }

  private void entry(MessageTable table, int first) {
    int start = out.size;
    int tag = key(table.fields[KEY]);
    if (!keys.add(out, start, first)) {
      throw new Disorder();
    }
    if (!entryValue(table.fields[VALUE], tag)) {
      keys.forgetLast();
      out.size = start;
    }
  }

  /** The key of an entry, which may be left out; returns the tag after it. */
  private int key(FieldTable key) {
    int tag = nextTag();
    if (tag == key.tag) {
      scalars.key(key.type);
      return nextTag();
    }
    scalars.defaultKey(key.type);
    return tag;
  }

  /** The value of an entry, which may be left out; false when the entry is to be. */
  private boolean entryValue(FieldTable value, int tag) {
    out.put(':');
    if (tag == END) {
      missing(value);
    } else if (tag != value.tag) {
      throw new Disorder();
    } else if (!value(value)) {
      in.at = in.limit;
      return false;
    }
    if (!in.atEnd()) {
      throw new Disorder();
    }
    out.put(',');
    return true;
  }

  private void missing(FieldTable value) {
    if (value.isMessage()) {
      message(value.message);
    } else {
      defaultOf(value);
    }
  }

  /** Of entries with the same key, the last. Each is in order already. */
  private int lastEntries(FieldTable field, int first) {
    EntryList entries = new EntryList();
    int tag = field.tag;
    while (tag == field.tag) {
      int outer = in.enter();
      entries.add(in.at, in.limit);
      in.at = in.limit;
      in.limit = outer;
      tag = nextTag();
    }
    int after = in.at;
    int outer = in.limit;
    markLast(entries, field, first);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.isMarked(i)) {
        in.at = entries.from(i);
        in.limit = entries.to(i);
        entryValue(field.message.fields[VALUE], key(field.message.fields[KEY]));
      }
    }
    in.at = after;
    in.limit = outer;
    return tag;
  }

  private void markLast(EntryList entries, FieldTable field, int first) {
    int start = out.size;
    for (int i = entries.size() - 1; i >= 0; i--) {
      in.at = entries.from(i);
      in.limit = entries.to(i);
      int from = out.size;
      key(field.message.fields[KEY]);
      if (keys.add(out, from, first)) {
        entries.mark(i);
      }
    }
    keys.end(first);
    out.size = start;
  }

  /** A message of one field, which stands for it. */
  private void only(FieldTable field) {
    boolean found = false;
    int tag = nextTag();
    while (tag != END) {
      if (tag != field.tag) {
        in.skip(tag, depth);
        tag = nextTag();
      } else if (found) {
        throw new Disorder();
      } else {
        tag = field.map ? entries(field) : elements(field, tag);
        found = true;
      }
    }
    if (!found) {
      out.raw(field.defaultText);
    }
  }

  private void anyValue(MessageTable table) {
    boolean found = false;
    for (int tag = nextTag(); tag != END; tag = nextTag()) {
      FieldTable kind = field(table, tag);
      if (kind == null) {
        in.skip(tag, depth);
      } else if (found) {
        throw new Disorder();
      } else {
        kind(kind);
        found = true;
      }
    }
    if (!found) {
      out.raw(NULL);
    }
  }

  private void kind(FieldTable kind) {
    if (kind.type == FieldDescriptor.Type.DOUBLE) {
      scalars.finite();
    } else {
      value(kind);
    }
  }

  private void wrapped(FieldTable field) {
    int start = out.size;
    for (int tag = nextTag(); tag != END; tag = nextTag()) {
      if (tag == field.tag) {
        out.size = start;
        value(field);
      } else {
        in.skip(tag, depth);
      }
    }
    if (out.size == start) {
      out.raw(field.defaultText);
    }
  }

  private void any() {
    int typeFrom = in.at;
    int typeTo = in.at;
    int from = in.at;
    int to = in.at;
    for (int tag = nextTag(); tag != END; tag = nextTag()) {
      if (tag == WellKnown.ANY_TYPE) {
        typeFrom = in.advance(in.varint());
        typeTo = in.at;
      } else if (tag == WellKnown.ANY_VALUE) {
        from = in.advance(in.varint());
        to = in.at;
      } else {
        in.skip(tag, depth);
      }
    }
    if (typeFrom == typeTo && from == to) {
      out.put('{');
      out.put('}');
      return;
    }
    MessageTable table = scalars.anyType(tables, typeFrom, typeTo);
    out.raw(TYPE_KEY);
    scalars.string(typeFrom, typeTo);
    anyContent(table, from, to);
  }

  private void anyContent(MessageTable table, int from, int to) {
    int end = in.at;
    int outer = in.limit;
    in.at = from;
    in.limit = to;
    if (table.shape == Shape.PLAIN) {
      continued(table);
    } else {
      out.raw(VALUE_KEY);
      message(table);
      out.put('}');
    }
    in.at = end;
    in.limit = outer;
  }

  /** The members of an object that was begun already. */
  private void continued(MessageTable table) {
    int start = out.size;
    message(table);
    if (out.size - start == "{}".length()) {
      out.size = start;
      out.put('}');
    } else {
      out.bytes[start] = ',';
    }
  }
}
