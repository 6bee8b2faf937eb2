package warble.json;

import java.nio.charset.StandardCharsets;

/** A number as it stands in JSON: what it is exactly, or the nearest float. */
final class Decimal {

  /** What an unsigned long holds, without its last digit. */
  private static final long MOST_BEFORE_LAST = Long.divideUnsigned(-1, 10);

  private static final int LAST_OF_MOST = 5;

  /** So many digits are less than {@link #MOST_BEFORE_LAST}, whatever they are. */
  private static final int SURE_TO_FIT = 18;

  private static final int LARGEST_EXPONENT = 1_000_000;

  private static final double[] DOUBLE_POWERS = new double[23];
  private static final float[] FLOAT_POWERS = new float[11];

  static {
    double power = 1;
    for (int i = 0; i < DOUBLE_POWERS.length; i++, power *= 10) {
      DOUBLE_POWERS[i] = power;
    }
    for (int i = 0; i < FLOAT_POWERS.length; i++) {
      FLOAT_POWERS[i] = (float) DOUBLE_POWERS[i];
    }
  }

  private byte[] text = {};
  private int from;
  private int to;

  private boolean negative;
  private long digits;
  private int exponent;

  /** Whether {@link #digits} holds every digit that is not zero. */
  private boolean exact;

  /** Whether the last conversion could be done. */
  private boolean fits;

  /** Reads a whole text; false when it is no JSON number. */
  boolean parse(byte[] in, int start, int end) {
    text = in;
    from = start;
    to = end;
    digits = 0;
    exponent = 0;
    exact = true;
    negative = start < end && in[start] == '-';
    int first = negative ? start + 1 : start;
    int i = end - first <= SURE_TO_FIT ? plain(first) : whole(first);
    if (i >= 0 && i < to && in[i] == '.') {
      i = fraction(i + 1);
    }
    if (i >= 0 && i < to && (in[i] | 0x20) == 'e') {
      i = exponent(i + 1);
    }
    return i == to;
  }

  /** Most numbers are whole, and so short that they fit. */
  private int plain(int start) {
    long value = 0;
    int i = start;
    while (i < to && isDigit(text[i])) {
      value = value * 10 + (text[i] - '0');
      i++;
    }
    digits = value;
    boolean leadingZero = i - start > 1 && text[start] == '0';
    return i == start || leadingZero ? -1 : i;
  }

  private int whole(int start) {
    int i = start;
    while (i < to && isDigit(text[i])) {
      if (!take(text[i] - '0')) {
        exponent++;
      }
      i++;
    }
    boolean leadingZero = i - start > 1 && text[start] == '0';
    return i == start || leadingZero ? -1 : i;
  }

  private int fraction(int start) {
    int i = start;
    while (i < to && isDigit(text[i])) {
      if (take(text[i] - '0')) {
        exponent--;
      }
      i++;
    }
    return i == start ? -1 : i;
  }

  private int exponent(int start) {
    boolean signed = start < to && (text[start] == '-' || text[start] == '+');
    int first = signed ? start + 1 : start;
    int i = first;
    int value = 0;
    while (i < to && isDigit(text[i])) {
      value = Math.min(LARGEST_EXPONENT, value * 10 + text[i] - '0');
      i++;
    }
    exponent += signed && text[start] == '-' ? -value : value;
    return i == first ? -1 : i;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private boolean take(int digit) {
    if (Long.compareUnsigned(digits, MOST_BEFORE_LAST) < 0
        || (digits == MOST_BEFORE_LAST && digit <= LAST_OF_MOST)) {
      digits = digits * 10 + digit;
      return true;
    }
    exact &= digit == 0;
    return false;
  }

  /** Whether the last conversion gave the number; else it is not a whole one or out of range. */
  boolean fits() {
    return fits;
  }

  /** The number as a signed whole one of so many bits. */
  long signed(int bits) {
    long magnitude = magnitude();
    long most = -1L >>> (Long.SIZE - bits + 1);
    fits &= Long.compareUnsigned(magnitude, negative ? most + 1 : most) <= 0;
    return negative ? -magnitude : magnitude;
  }

  /** The number as an unsigned whole one of so many bits. */
  long unsigned(int bits) {
    long magnitude = magnitude();
    fits &= Long.compareUnsigned(magnitude, -1L >>> (Long.SIZE - bits)) <= 0;
    fits &= !negative || magnitude == 0;
    return magnitude;
  }

  private long magnitude() {
    if (exponent == 0) {
      fits = exact;
      return digits;
    }
    long value = digits;
    int scale = exponent;
    while (scale < 0 && value != 0 && Long.remainderUnsigned(value, 10) == 0) {
      value = Long.divideUnsigned(value, 10);
      scale++;
    }
    while (scale > 0 && value != 0 && Long.compareUnsigned(value, MOST_BEFORE_LAST) <= 0) {
      value *= 10;
      scale--;
    }
    fits = exact && (scale == 0 || value == 0);
    return value;
  }

  /** The nearest double; infinite when there is none. */
  double toDouble() {
    if (exact && digits >>> 53 == 0 && Math.abs(exponent) < DOUBLE_POWERS.length) {
      double magnitude =
          exponent < 0 ? digits / DOUBLE_POWERS[-exponent] : digits * DOUBLE_POWERS[exponent];
      return negative ? -magnitude : magnitude;
    }
    return Double.parseDouble(text());
  }

  /** The nearest float; infinite when there is none. */
  float toFloat() {
    if (exact && digits >>> 24 == 0 && Math.abs(exponent) < FLOAT_POWERS.length) {
      float magnitude =
          exponent < 0 ? digits / FLOAT_POWERS[-exponent] : digits * FLOAT_POWERS[exponent];
      return negative ? -magnitude : magnitude;
    }
    return Float.parseFloat(text());
  }

  private String text() {
    return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
