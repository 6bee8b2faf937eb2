package warble.json;

import java.nio.charset.StandardCharsets;

/** Writes the values of JSON. */
final class JsonWriter extends Bytes {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PAIRS = pairs();
  private static final long[] TENS = tens();
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] SMALLEST = "-9223372036854775808".getBytes(StandardCharsets.US_ASCII);

  private static final int LONGEST_INTEGER = 22;

  /** Decimals of up to so many digits are told apart by doubles. */
  private static final double EXACT = 1e15;

  private static final double[] POWERS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};

  private static long[] tens() {
    long[] tens = new long[20];
    tens[0] = 1;
    for (int i = 1; i < 19; i++) {
      tens[i] = tens[i - 1] * 10;
    }
    tens[19] = Long.MAX_VALUE;
    return tens;
  }

  private static byte[] pairs() {
    byte[] pairs = new byte[200];
    for (int i = 0; i < 100; i++) {
      pairs[2 * i] = (byte) ('0' + i / 10);
      pairs[2 * i + 1] = (byte) ('0' + i % 10);
    }
    return pairs;
  }

  @Override
  CodecError tooLarge(int most) {
    return new WireError("is too large (expected: at most " + most + " bytes of JSON)", 0, false);
  }

  /** Ends an object or array whose values all have a comma after them. */
  void end(int bracket) {
    if (bytes[size - 1] == ',') {
      bytes[size - 1] = (byte) bracket;
    } else {
      put(bracket);
    }
  }

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  /** Text that is ASCII. */
  void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      bytes[size++] = (byte) text.charAt(i);
    }
  }

  void quotedLong(long value) {
    put('"');
    integer(value);
    put('"');
  }

  void quotedUnsigned(long value) {
    put('"');
    if (value >= 0) {
      integer(value);
    } else {
      long tens = Long.divideUnsigned(value, 10);
      integer(tens);
      put((int) ('0' + value - tens * 10));
    }
    put('"');
  }

  /** The lower 32 bits, which are signed. */
  void int32(long value) {
    int lower = (int) value;
    integer(lower);
  }

  void integer(long value) {
    if (value == Long.MIN_VALUE) {
      raw(SMALLEST);
      return;
    }
    reserve(LONGEST_INTEGER);
    long magnitude = value;
    if (value < 0) {
      bytes[size++] = '-';
      magnitude = -value;
    }
    if (magnitude < 10) {
      bytes[size++] = (byte) ('0' + magnitude);
    } else {
      digits(magnitude, length(magnitude));
    }
  }

  /** How many digits: as many as the bits suggest, or one more. */
  private static int length(long value) {
    int length = ((Long.SIZE - Long.numberOfLeadingZeros(value)) * 1233) >>> 12;
    return value < TENS[length] ? length : length + 1;
  }

  /** Writes exactly so many digits, with zeros before them where they are fewer. */
  void digits(long value, int length) {
    reserve(length);
    int at = size + length;
    long rest = value;
    while (at - size >= 2) {
      int pair = (int) (rest % 100) * 2;
      rest /= 100;
      bytes[--at] = PAIRS[pair + 1];
      bytes[--at] = PAIRS[pair];
    }
    if (at > size) {
      bytes[--at] = (byte) ('0' + rest % 10);
    }
    size += length;
  }

  /** The shortest text that reads back as the same double, which is finite. */
  void number(double value) {
    double magnitude = Math.abs(value);
    if (Double.doubleToRawLongBits(value) == 0) {
      put('0');
    } else if (magnitude >= EXACT || magnitude < 1e-3 || !decimal(value, magnitude)) {
      ascii(Double.toString(value));
    }
  }

  /** The shortest text that reads back as the same float, which is finite. */
  void number(float value) {
    if (value == (int) value && Math.abs(value) < 1 << 24 && value != 0) {
      integer((int) value);
    } else {
      ascii(Float.toString(value));
    }
  }

  /** With few decimals, the first scale that gives the value back is the shortest text. */
  private boolean decimal(double value, double magnitude) {
    for (int scale = 0; scale < POWERS.length; scale++) {
      double scaled = Math.rint(magnitude * POWERS[scale]);
      if (scaled >= EXACT) {
        return false;
      }
      if (scaled / POWERS[scale] == magnitude) {
        decimal(value < 0, (long) scaled, scale);
        return true;
      }
    }
    return false;
  }

  private void decimal(boolean negative, long scaled, int scale) {
    if (negative) {
      put('-');
    }
    long power = (long) POWERS[scale];
    integer(scaled / power);
    if (scale > 0) {
      put('.');
      digits(scaled % power, scale);
    }
  }

  void base64(byte[] in, int from, int to) {
    reserve((to - from + 2) / 3 * 4 + 2);
    bytes[size++] = '"';
    int i = from;
    for (; i + 3 <= to; i += 3) {
      quartet((in[i] & 0xFF) << 16 | (in[i + 1] & 0xFF) << 8 | (in[i + 2] & 0xFF));
    }
    if (i < to) {
      boolean two = i + 2 == to;
      quartet((in[i] & 0xFF) << 16 | (two ? (in[i + 1] & 0xFF) << 8 : 0));
      bytes[size - 1] = '=';
      bytes[size - 2] = two ? bytes[size - 2] : (byte) '=';
    }
    bytes[size++] = '"';
  }

  private void quartet(int bits) {
    bytes[size] = BASE64[bits >>> 18];
    bytes[size + 1] = BASE64[bits >>> 12 & 0x3F];
    bytes[size + 2] = BASE64[bits >>> 6 & 0x3F];
    bytes[size + 3] = BASE64[bits & 0x3F];
    size += 4;
  }

  /** A string; false when the bytes are not UTF-8. */
  boolean string(byte[] in, int from, int to) {
    reserve(to - from + 2);
    bytes[size++] = '"';
    int i = from;
    while (true) {
      int end = Utf8.textEnd(in, i, to);
      raw(in, i, end - i);
      if (end == to) {
        put('"');
        return true;
      }
      if (in[end] < 0) {
        return false;
      }
      escape(in[end]);
      i = end + 1;
    }
  }

  private void escape(byte b) {
    switch (b) {
      case '"', '\\' -> escaped(b);
      case '\n' -> escaped('n');
      case '\r' -> escaped('r');
      case '\t' -> escaped('t');
      case '\b' -> escaped('b');
      case '\f' -> escaped('f');
      default -> control(b);
    }
  }

  private void escaped(int letter) {
    put('\\');
    put(letter);
  }

  private void control(byte b) {
    ascii("\\u00");
    put(HEX[b >> 4]);
    put(HEX[b & 0xF]);
  }
}
