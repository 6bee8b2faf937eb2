package warble.json;

import com.google.protobuf.WireFormat;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the fields of one message in the order of their numbers, joins the parts of a message that
 * came in parts, and leaves out what later fields replace and what nobody knows. The messages
 * within are left as they are, but not the entries of maps.
 */
final class WireOrder {

  private static final int FIRST = 16;

  private final MessageTable table;
  private final int depth;
  private final WireReader in;
  private final WireWriter out = new WireWriter();

  private final int start;

  /** Whether there was a value that its closed enum does not have. */
  private boolean strayEnum;

  private int count;
  private FieldTable[] fields = new FieldTable[FIRST];
  private int[] tags = new int[FIRST];

  /** Where the payload of each field begins and ends. */
  private int[] from = new int[FIRST];

  private int[] to = new int[FIRST];

  private WireOrder(MessageTable table, WireReader in, int depth) {
    this.table = table;
    this.in = in;
    this.depth = depth;
    start = in.at;
  }

  /** The message that reaches to the limit, in order. */
  static byte[] order(MessageTable table, WireReader in, int depth) {
    return new WireOrder(table, in, depth).order();
  }

  private byte[] order() {
    read();
    write(sorted());
    return Arrays.copyOf(out.bytes, out.size);
  }

  private void read() {
    while (!in.atEnd()) {
      int tag = in.tag();
      FieldTable field = table.field(WireFormat.getTagFieldNumber(tag));
      int payload = in.at;
      in.skip(tag, depth);
      if (field != null && field.takes(tag) && isKnown(field, tag, payload)) {
        add(field, tag, payload);
      }
    }
  }

  /** A value that a closed enum does not have is as good as an unknown field. */
  private boolean isKnown(FieldTable field, int tag, int payload) {
    if (!field.enums.closed || tag != field.tag) {
      return true;
    }
    int after = in.at;
    in.at = payload;
    int value = (int) in.varint();
    in.at = after;
    strayEnum |= !field.enums.knows(value);
    return field.enums.knows(value);
  }

  private void add(FieldTable field, int tag, int payload) {
    if (count == fields.length) {
      fields = Arrays.copyOf(fields, 2 * count);
      tags = Arrays.copyOf(tags, 2 * count);
      from = Arrays.copyOf(from, 2 * count);
      to = Arrays.copyOf(to, 2 * count);
    }
    fields[count] = field;
    tags[count] = tag;
    boolean group = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP;
    from[count] = payload;
    to[count] = group ? in.tagAt : in.at;
    count++;
  }

  /** The positions of what counts, by field and then as they came. */
  private int[] sorted() {
    dropReplaced();
    int[] starts = new int[table.fields.length + 1];
    for (int i = 0; i < count; i++) {
      if (tags[i] != 0) {
        starts[fields[i].index + 1]++;
      }
    }
    for (int i = 1; i < starts.length; i++) {
      starts[i] += starts[i - 1];
    }
    int[] sorted = new int[starts[table.fields.length]];
    for (int i = 0; i < count; i++) {
      if (tags[i] != 0) {
        sorted[starts[fields[i].index]++] = i;
      }
    }
    return sorted;
  }

  /** From the last on: it replaces other members of its oneof, and a plain value its like. */
  private void dropReplaced() {
    @Nullable FieldTable[] members = new FieldTable[table.oneofs];
    boolean[] replaced = new boolean[table.fields.length];
    boolean[] closed = new boolean[table.oneofs];
    for (int i = count - 1; i >= 0; i--) {
      FieldTable field = fields[i];
      boolean drop = replaced[field.index];
      if (field.oneof >= 0) {
        FieldTable member = members[field.oneof];
        closed[field.oneof] |= member != null && member != field;
        members[field.oneof] = member == null ? field : member;
        drop |= closed[field.oneof];
      }
      replaced[field.index] |= !field.repeated && !field.isMessage();
      if (drop) {
        tags[i] = 0;
      }
    }
  }

  private void write(int[] sorted) {
    out.start(Integer.MAX_VALUE - 16, in.limit - start);
    for (int i = 0; i < sorted.length; i++) {
      FieldTable field = fields[sorted[i]];
      int last = i;
      while (!field.repeated && last + 1 < sorted.length && fields[sorted[last + 1]] == field) {
        last++;
      }
      write(field, sorted, i, last);
      i = last;
    }
  }

  private void write(FieldTable field, int[] sorted, int first, int last) {
    int tag = tags[sorted[first]];
    if (field.map) {
      entry(field, sorted[first]);
    } else if (first == last) {
      out.varint(tag & 0xFFFF_FFFFL);
      raw(sorted[first]);
      endGroup(field, tag);
    } else {
      joined(field, sorted, first, last);
    }
  }

  private void raw(int i) {
    out.raw(in.bytes, from[i], to[i] - from[i]);
  }

  private void endGroup(FieldTable field, int tag) {
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP) {
      out.varint(field.endTag & 0xFFFF_FFFFL);
    }
  }

  private void joined(FieldTable field, int[] sorted, int first, int last) {
    out.varint(field.tag & 0xFFFF_FFFFL);
    boolean group = WireFormat.getTagWireType(field.tag) == WireFormat.WIRETYPE_START_GROUP;
    int payload = group ? out.size : out.open();
    for (int i = first; i <= last; i++) {
      int begin = group ? from[sorted[i]] : content(sorted[i]);
      requireWhole(begin, to[sorted[i]]);
      out.raw(in.bytes, begin, to[sorted[i]] - begin);
    }
    if (group) {
      endGroup(field, field.tag);
    } else {
      out.close(payload);
    }
  }

  /** A field that one part breaks off must not go on in the next. */
  private void requireWhole(int begin, int end) {
    WireReader part = new WireReader();
    part.start(in.bytes, begin, end);
    while (!part.atEnd()) {
      part.skip(part.tag(), depth);
    }
  }

  /** Where a length-delimited value begins, after its length. */
  private int content(int i) {
    int at = from[i];
    while (in.bytes[at] < 0) {
      at++;
    }
    return at + 1;
  }

  /** An entry with a value that its closed enum does not have counts as unknown as a whole. */
  private void entry(FieldTable field, int i) {
    WireReader reader = new WireReader();
    reader.start(in.bytes, content(i), to[i]);
    WireOrder entry = new WireOrder(field.message, reader, depth);
    byte[] ordered = entry.order();
    if (!entry.strayEnum) {
      out.varint(field.tag & 0xFFFF_FFFFL);
      out.varint(ordered.length);
      out.raw(ordered);
    }
  }
}
