package warble.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes of text, eight at a time where they are plain. */
final class Utf8 {

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH = 0x8080808080808080L;

  private Utf8() {}

  /**
   * The first byte from {@code from} on that cannot stand for itself in a JSON string or is not
   * ASCII; {@code to} when there is none.
   */
  static int plainEnd(byte[] in, int from, int to) {
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long special = special((long) LONGS.get(in, i));
      if (special != 0) {
        return i + (Long.numberOfTrailingZeros(special) >>> 3);
      }
    }
    while (i < to && isPlain(in[i])) {
      i++;
    }
    return i;
  }

  /** Sets the high bit of the first byte that is not plain, and maybe of some above it. */
  private static long special(long word) {
    long quote = word ^ '"' * ONES;
    long backslash = word ^ '\\' * ONES;
    return ((word - ' ' * ONES) | (quote - ONES) | (backslash - ONES) | word) & HIGH;
  }

  private static boolean isPlain(byte b) {
    return b >= ' ' && b != '"' && b != '\\';
  }

  /** Like {@link #plainEnd}, but goes on over well-formed sequences of other characters. */
  static int textEnd(byte[] in, int from, int to) {
    int i = plainEnd(in, from, to);
    while (i < to && in[i] < 0) {
      int length = sequence(in, i, to);
      if (length < 0) {
        return i;
      }
      i = plainEnd(in, i + length, to);
    }
    return i;
  }

  /** Length of the character at {@code at} that is not ASCII; -1 when it is malformed. */
  static int sequence(byte[] in, int at, int to) {
    int first = in[at] & 0xFF;
    if (first < 0xE0) {
      return first >= 0xC2 && continues(in, at + 1, to) ? 2 : -1;
    }
    if (first < 0xF0) {
      return continues(in, at + 1, to) && continues(in, at + 2, to) && isThree(first, in[at + 1])
          ? 3
          : -1;
    }
    return first < 0xF5
            && continues(in, at + 1, to)
            && continues(in, at + 2, to)
            && continues(in, at + 3, to)
            && isFour(first, in[at + 1])
        ? 4
        : -1;
  }

  private static boolean continues(byte[] in, int at, int to) {
    return at < to && in[at] < (byte) 0xC0;
  }

  /** Neither overlong nor a surrogate. */
  private static boolean isThree(int first, byte second) {
    return (first != 0xE0 || (second & 0xFF) >= 0xA0) && (first != 0xED || (second & 0xFF) < 0xA0);
  }

  /** Neither overlong nor above U+10FFFF. */
  private static boolean isFour(int first, byte second) {
    return (first != 0xF0 || (second & 0xFF) >= 0x90) && (first != 0xF4 || (second & 0xFF) < 0x90);
  }

  /** Writes a code point; returns the offset after it. */
  static int put(int point, byte[] target, int at) {
    if (point < 0x80) {
      target[at] = (byte) point;
      return at + 1;
    }
    if (point < 0x800) {
      target[at] = (byte) (0xC0 | point >> 6);
      target[at + 1] = continuation(point);
      return at + 2;
    }
    if (point < 0x10000) {
      target[at] = (byte) (0xE0 | point >> 12);
      target[at + 1] = continuation(point >> 6);
      target[at + 2] = continuation(point);
      return at + 3;
    }
    target[at] = (byte) (0xF0 | point >> 18);
    target[at + 1] = continuation(point >> 12);
    target[at + 2] = continuation(point >> 6);
    target[at + 3] = continuation(point);
    return at + 4;
  }

  private static byte continuation(int bits) {
    return (byte) (0x80 | (bits & 0x3F));
  }

  /** Up to eight bytes as a number that differs when they do. */
  static long word(byte[] in, int from, int length) {
    if (from + Long.BYTES <= in.length) {
      long word = (long) LONGS.get(in, from);
      return length >= Long.BYTES ? word : word & (1L << (length << 3)) - 1;
    }
    long word = 0;
    for (int i = Math.min(length, Long.BYTES) - 1; i >= 0; i--) {
      word = word << 8 | (in[from + i] & 0xFF);
    }
    return word;
  }
}
