package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.charset.StandardCharsets;

/** Reads one plain value from the wire and prints it. */
final class ScalarPrinter {

  private static final byte[] NULL = {'n', 'u', 'l', 'l'};

  private final WireReader in;
  private final JsonWriter out;

  ScalarPrinter(WireReader in, JsonWriter out) {
    this.in = in;
    this.out = out;
  }

  void print(FieldDescriptor.Type type) {
    switch (type) {
      case STRING -> string();
      case INT64 -> out.quotedLong(in.varint());
      case INT32 -> out.int32(in.varint());
      case BOOL -> out.bool(in.varint() != 0);
      case UINT32 -> out.integer(in.varint() & 0xFFFF_FFFFL);
      case UINT64 -> out.quotedUnsigned(in.varint());
      case SINT32 -> out.int32(zigzag(in.varint() & 0xFFFF_FFFFL));
      case SINT64 -> out.quotedLong(zigzag(in.varint()));
      case FIXED32 -> out.integer(in.fixed32() & 0xFFFF_FFFFL);
      case SFIXED32 -> out.integer(in.fixed32());
      case FIXED64 -> out.quotedUnsigned(in.fixed64());
      case SFIXED64 -> out.quotedLong(in.fixed64());
      case FLOAT -> float32(Float.intBitsToFloat(in.fixed32()));
      case DOUBLE -> float64(Double.longBitsToDouble(in.fixed64()));
      case BYTES -> base64();
      case ENUM, MESSAGE, GROUP -> throw new IllegalArgumentException();
    }
  }

  private static long zigzag(long value) {
    return value >>> 1 ^ -(value & 1);
  }

  private void base64() {
    int from = in.advance(in.varint());
    out.base64(in.bytes, from, in.at);
  }

  private void string() {
    int from = in.advance(in.varint());
    string(from, in.at);
  }

  /** The string that stands there. */
  void string(int from, int to) {
    if (!out.string(in.bytes, from, to)) {
      throw WireReader.malformed("holds a string that is not UTF-8", from);
    }
  }

  private void float32(float value) {
    if (Float.isFinite(value)) {
      out.number(value);
    } else {
      special(value);
    }
  }

  private void float64(double value) {
    if (Double.isFinite(value)) {
      out.number(value);
    } else {
      special(value);
    }
  }

  private void special(double value) {
    out.ascii(Double.isNaN(value) ? "\"NaN\"" : value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
  }

  /** A number that must be one of JSON. */
  void finite() {
    double value = Double.longBitsToDouble(in.fixed64());
    if (!Double.isFinite(value)) {
      throw new WireError("holds a google.protobuf.Value of " + value, in.at, false);
    }
    out.number(value);
  }

  /** Whether the value is the default of a field without presence; steps over it. */
  boolean isZero(FieldDescriptor.Type type) {
    return switch (type) {
      case STRING, BYTES -> in.at < in.limit && in.bytes[in.at] == 0 && in.varint() == 0;
      case INT64, UINT64, SINT64, BOOL -> in.varint() == 0;
      case INT32, UINT32, SINT32, ENUM -> (int) in.varint() == 0;
      case FIXED32, SFIXED32, FLOAT -> in.fixed32() == 0;
      case FIXED64, SFIXED64, DOUBLE -> in.fixed64() == 0;
      case MESSAGE, GROUP -> false;
    };
  }

  /** An enum by name or number; false when it is closed and does not have the value. */
  boolean enumeration(EnumTable type, boolean numbers) {
    int value = (int) in.varint();
    byte[] name = type.quoted(value);
    if (name == null && type.closed) {
      return false;
    }
    if (type.isNull) {
      out.raw(NULL);
    } else if (numbers || name == null) {
      out.integer(value);
    } else {
      out.raw(name);
    }
    return true;
  }

  /** The key of an entry: a string whatever its type is. */
  void key(FieldDescriptor.Type type) {
    switch (type) {
      case STRING, INT64, UINT64, SINT64, FIXED64, SFIXED64 -> print(type);
      default -> {
        out.put('"');
        print(type);
        out.put('"');
      }
    }
  }

  /** The key of an entry that has none. */
  void defaultKey(FieldDescriptor.Type type) {
    switch (type) {
      case STRING -> out.ascii("\"\"");
      case BOOL -> out.ascii("\"false\"");
      default -> out.ascii("\"0\"");
    }
  }

  /** The type of an Any by the URL that stands there. */
  MessageTable anyType(Tables tables, int from, int to) {
    String url = new String(in.bytes, from, to - from, StandardCharsets.UTF_8);
    MessageTable table = tables.find(url.substring(url.lastIndexOf('/') + 1));
    if (table == null || url.lastIndexOf('/') < 1) {
      throw new WireError("holds an Any of unknown type " + url, from, false);
    }
    return table;
  }

  /** Paths in lowerCamelCase with commas between them. */
  void fieldMask(int depth) {
    out.put('"');
    boolean first = true;
    while (!in.atEnd()) {
      int tag = in.tag();
      if (tag == WellKnown.PATHS) {
        if (!first) {
          out.put(',');
        }
        first = false;
        path();
      } else {
        in.skip(tag, depth);
      }
    }
    out.put('"');
  }

  /** Refuses what would not read back as the same path. */
  private void path() {
    int from = in.advance(in.varint());
    boolean upper = false;
    for (int i = from; i < in.at; i++) {
      byte b = in.bytes[i];
      if (upper ? b < 'a' || b > 'z' : b != '_' && !WellKnown.isOfPath(b)) {
        throw noPath(from);
      }
      if (b != '_') {
        out.put(upper ? b - 'a' + 'A' : b);
      }
      upper = b == '_';
    }
    if (upper) {
      throw noPath(from);
    }
  }

  private static WireError noPath(int at) {
    return new WireError("holds a field mask that has no JSON", at, false);
  }
}
