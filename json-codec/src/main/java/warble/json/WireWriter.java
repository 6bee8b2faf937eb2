package warble.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes protobuf's wire format. */
final class WireWriter extends Bytes {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_VARINT = 10;

  @Override
  CodecError tooLarge(int most) {
    return new JsonError("", "is too large (expected: a message of at most " + most + " bytes)", 0);
  }

  void varint(long value) {
    reserve(LONGEST_VARINT);
    size = varint(bytes, size, value);
  }

  private static int varint(byte[] target, int at, long value) {
    long rest = value;
    int i = at;
    while ((rest & ~0x7FL) != 0) {
      target[i++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[i++] = (byte) rest;
    return i;
  }

  void fixed32(int value) {
    reserve(Integer.BYTES);
    INTS.set(bytes, size, value);
    size += Integer.BYTES;
  }

  void fixed64(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, size, value);
    size += Long.BYTES;
  }

  /** Begins what has its length before it; most lengths fit in one byte. */
  int open() {
    put(0);
    return size;
  }

  /** Ends what began at {@code from}, moving it when its length takes more than a byte. */
  void close(int from) {
    int length = size - from;
    if (length < 0x80) {
      bytes[from - 1] = (byte) length;
    } else {
      shift(from, length);
    }
  }

  private void shift(int from, int length) {
    int more = (31 - Integer.numberOfLeadingZeros(length)) / 7;
    reserve(more);
    System.arraycopy(bytes, from, bytes, from + more, length);
    varint(bytes, from - 1, length);
    size += more;
  }

  /** Whether nothing but zeros stands from {@code from} on. */
  boolean isZero(int from) {
    for (int i = from; i < size; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
