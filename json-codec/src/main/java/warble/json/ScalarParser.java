package warble.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Reads one plain value of JSON and writes it to the wire. */
final class ScalarParser {

  private static final int BAD = -1;
  private static final byte[] SEXTETS = sextets();

  private final JsonReader in;
  private final WireWriter out;
  private final Decimal number;

  ScalarParser(JsonReader in, WireWriter out, Decimal number) {
    this.in = in;
    this.out = out;
    this.number = number;
  }

  /** Both alphabets of base64. */
  private static byte[] sextets() {
    byte[] sextets = new byte[128];
    Arrays.fill(sextets, (byte) BAD);
    for (int i = 0; i < 26; i++) {
      sextets['A' + i] = (byte) i;
      sextets['a' + i] = (byte) (26 + i);
    }
    for (int i = 0; i < 10; i++) {
      sextets['0' + i] = (byte) (52 + i);
    }
    sextets['+'] = 62;
    sextets['-'] = 62;
    sextets['/'] = 63;
    sextets['_'] = 63;
    return sextets;
  }

  /** Whether the last string was this one, which is ASCII. */
  boolean isText(String expected) {
    int length = expected.length();
    if (in.textTo - in.textFrom != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (in.text[in.textFrom + i] != expected.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** A part of the last string. */
  String text(int from, int to) {
    return new String(in.text, from, to - from, StandardCharsets.UTF_8);
  }

  void numeric(FieldDescriptor.Type type) {
    switch (type) {
      case INT32 -> out.varint(signed(type, Integer.SIZE));
      case INT64 -> out.varint(signed(type, Long.SIZE));
      case UINT32 -> out.varint(unsigned(type, Integer.SIZE));
      case UINT64 -> out.varint(unsigned(type, Long.SIZE));
      case SINT32, SINT64 -> out.varint(zigzag(signed(type, bits(type))));
      case FIXED32 -> out.fixed32((int) unsigned(type, Integer.SIZE));
      case SFIXED32 -> out.fixed32((int) signed(type, Integer.SIZE));
      case FIXED64 -> out.fixed64(unsigned(type, Long.SIZE));
      case SFIXED64 -> out.fixed64(signed(type, Long.SIZE));
      case FLOAT -> out.fixed32(Float.floatToIntBits(float32()));
      case DOUBLE -> out.fixed64(Double.doubleToLongBits(float64()));
      case BOOL, STRING, BYTES, ENUM, MESSAGE, GROUP -> throw new IllegalArgumentException();
    }
  }

  private static int bits(FieldDescriptor.Type type) {
    return type == FieldDescriptor.Type.SINT32 ? Integer.SIZE : Long.SIZE;
  }

  private static long zigzag(long value) {
    return value << 1 ^ value >> 63;
  }

  private long signed(FieldDescriptor.Type type, int bits) {
    int start = numeral(type);
    long value = number.signed(bits);
    requireFit(type, start);
    return value;
  }

  private long unsigned(FieldDescriptor.Type type, int bits) {
    int start = numeral(type);
    long value = number.unsigned(bits);
    requireFit(type, start);
    return value;
  }

  /** Steps over a number, which {@link #number} then is; returns where it stands. */
  private int numeral(FieldDescriptor.Type type) {
    in.peek();
    int start = in.at;
    in.numeral(name(type));
    if (!number.parse(in.text, in.textFrom, in.textTo)) {
      throw in.unexpected(start, name(type));
    }
    return start;
  }

  private void requireFit(FieldDescriptor.Type type, int start) {
    if (!number.fits()) {
      throw in.unexpected(start, name(type));
    }
  }

  private static String name(FieldDescriptor.Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }

  private double float64() {
    in.peek();
    int start = in.at;
    in.numeral("double");
    if (in.bytes[start] == '"' && isSpecial()) {
      return special();
    }
    boolean valid = number.parse(in.text, in.textFrom, in.textTo);
    double value = valid ? number.toDouble() : Double.NaN;
    if (!Double.isFinite(value)) {
      throw in.unexpected(start, "double");
    }
    return value;
  }

  private float float32() {
    in.peek();
    int start = in.at;
    in.numeral("float");
    if (in.bytes[start] == '"' && isSpecial()) {
      return (float) special();
    }
    boolean valid = number.parse(in.text, in.textFrom, in.textTo);
    float value = valid ? number.toFloat() : Float.NaN;
    if (!Float.isFinite(value)) {
      throw in.unexpected(start, "float");
    }
    return value;
  }

  private boolean isSpecial() {
    return isText("NaN") || isText("Infinity") || isText("-Infinity");
  }

  private double special() {
    return switch (in.text[in.textFrom]) {
      case 'N' -> Double.NaN;
      case '-' -> Double.NEGATIVE_INFINITY;
      default -> Double.POSITIVE_INFINITY;
    };
  }

  /** An enum by name or number; false when it is unknown and that is to be ignored. */
  boolean enumeration(EnumTable type, boolean ignoreUnknown) {
    int next = in.peek();
    int start = in.at;
    if (next == 'n' && type.isNull) {
      in.nothing();
      out.put(0);
      return true;
    }
    long value = next == '"' ? named(type) : numbered(type);
    boolean known = value != EnumTable.UNKNOWN;
    if (known) {
      out.varint(value);
    } else if (!ignoreUnknown) {
      throw in.unexpected(start, "a name or number of the enum");
    }
    return known;
  }

  private long named(EnumTable type) {
    in.text();
    return type.number(in.text, in.textFrom, in.textTo);
  }

  private long numbered(EnumTable type) {
    int value = (int) signed(FieldDescriptor.Type.INT32, Integer.SIZE);
    return type.closed && !type.knows(value) ? EnumTable.UNKNOWN : value;
  }

  /** The key of a map entry: a string whatever its type is. */
  void key(FieldTable key, int start) {
    if (key.type == FieldDescriptor.Type.STRING) {
      out.varint(in.textTo - in.textFrom);
      out.raw(in.text, in.textFrom, in.textTo - in.textFrom);
    } else if (key.type == FieldDescriptor.Type.BOOL) {
      out.put(truth(start) ? 1 : 0);
    } else {
      integerKey(key.type, start);
    }
  }

  private boolean truth(int start) {
    boolean value = isText("true");
    if (!value && !isText("false")) {
      throw in.unexpected(start, "\"true\" or \"false\"");
    }
    return value;
  }

  private void integerKey(FieldDescriptor.Type type, int start) {
    int after = in.at;
    in.at = start;
    numeric(type);
    in.at = after;
  }

  /** Base64 of either alphabet, with or without padding. */
  void bytes() {
    in.peek();
    int start = in.at;
    in.text();
    int to = in.textTo - padding();
    int length = to - in.textFrom;
    int rest = length & 3;
    if (rest == 1) {
      throw in.unexpected(start, "base64");
    }
    int decoded = length / 4 * 3 + (rest == 0 ? 0 : rest - 1);
    out.varint(decoded);
    out.reserve(decoded);
    if (!decode(in.text, in.textFrom, to)) {
      throw in.unexpected(start, "base64");
    }
  }

  /** How much of the text is padding, as far as it is in its place. */
  private int padding() {
    int length = in.textTo - in.textFrom;
    if (length == 0 || length % 4 != 0 || in.text[in.textTo - 1] != '=') {
      return 0;
    }
    return in.text[in.textTo - 2] == '=' ? 2 : 1;
  }

  private boolean decode(byte[] text, int from, int to) {
    int bad = 0;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      int bits =
          sextet(text[i]) << 18
              | sextet(text[i + 1]) << 12
              | sextet(text[i + 2]) << 6
              | sextet(text[i + 3]);
      bad |= bits;
      out.bytes[out.size] = (byte) (bits >> 16);
      out.bytes[out.size + 1] = (byte) (bits >> 8);
      out.bytes[out.size + 2] = (byte) bits;
      out.size += 3;
    }
    return (bad | lastOf(text, i, to)) >= 0;
  }

  private int lastOf(byte[] text, int from, int to) {
    int bits = 0;
    if (from < to) {
      bits = sextet(text[from]) << 18 | sextet(text[from + 1]) << 12;
      out.bytes[out.size++] = (byte) (bits >> 16);
    }
    if (from + 2 < to) {
      bits |= sextet(text[from + 2]) << 6;
      out.bytes[out.size++] = (byte) (bits >> 8);
    }
    return bits;
  }

  /** Negative for a byte that is not of an alphabet. */
  private static int sextet(byte b) {
    return b < 0 ? BAD : SEXTETS[b];
  }

  /** Paths in lowerCamelCase with commas between them. */
  void fieldMask() {
    in.peek();
    int start = in.at;
    in.text();
    int from = in.textFrom;
    while (from < in.textTo) {
      int to = from;
      while (to < in.textTo && in.text[to] != ',') {
        to++;
      }
      boolean commaAtEnd = to == in.textTo - 1;
      if (to == from || commaAtEnd || !path(from, to)) {
        throw in.unexpected(start, "paths in lowerCamelCase with commas between them");
      }
      from = to + 1;
    }
  }

  private boolean path(int from, int to) {
    out.varint(WellKnown.PATHS);
    int payload = out.open();
    for (int i = from; i < to; i++) {
      byte b = in.text[i];
      boolean capital = b >= 'A' && b <= 'Z';
      if (!capital && !WellKnown.isOfPath(b)) {
        return false;
      }
      if (capital) {
        out.put('_');
      }
      out.put(capital ? b + 'a' - 'A' : b);
    }
    out.close(payload);
    return true;
  }
}
