package warble.json;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A part of an array. Whoever gets one from the codec owns the array.
 *
 * @param array holds the bytes
 * @param offset of the first
 * @param length how many
 */
// An array in a record, because copying it is what this type saves.
@SuppressWarnings("ArrayRecordComponent")
public record Slice(byte[] array, int offset, int length) {

  /** Refuses what is not within the array. */
  public Slice {
    if ((offset | length) < 0 || length > array.length - offset) {
      throw new IndexOutOfBoundsException(offset + " + " + length + " of " + array.length);
    }
  }

  /** The whole array. */
  public static Slice of(byte[] array) {
    return new Slice(array, 0, array.length);
  }

  /** The bytes as an array of exactly their length; the array itself when it is one already. */
  public byte[] toByteArray() {
    return length == array.length ? array : Arrays.copyOfRange(array, offset, offset + length);
  }

  /** A view. */
  public ByteBuffer toByteBuffer() {
    return ByteBuffer.wrap(array, offset, length);
  }

  /** The bytes as UTF-8. */
  @Override
  public String toString() {
    return new String(array, offset, length, StandardCharsets.UTF_8);
  }
}
