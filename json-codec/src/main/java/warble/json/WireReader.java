package warble.json;

import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads protobuf's wire format. */
final class WireReader {

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int LONGEST_TAG = 5;
  private static final byte[] NOTHING = {};

  byte[] bytes = NOTHING;
  int at;

  /** Where the message ends that is being read. */
  int limit;

  /** Where the last tag began. */
  int tagAt;

  /** Begins with a message. */
  void start(byte[] in, int from, int to) {
    bytes = in;
    at = from;
    limit = to;
  }

  /** Lets go of the message. */
  void release() {
    bytes = NOTHING;
  }

  boolean atEnd() {
    return at == limit;
  }

  /** A tag with a valid field number. */
  int tag() {
    int start = at;
    tagAt = start;
    if (start < limit && bytes[start] >= 8) {
      at = start + 1;
      return bytes[start];
    }
    long tag = varint();
    if (tag >>> 32 != 0 || tag >>> 3 == 0 || at - start > LONGEST_TAG) {
      throw malformed("holds a tag that is none", start);
    }
    return (int) tag;
  }

  long varint() {
    if (at < limit && bytes[at] >= 0) {
      return bytes[at++];
    }
    return longVarint();
  }

  private long longVarint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at == limit) {
        throw truncated();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("holds a number of more than ten bytes", at);
  }

  int fixed32() {
    return (int) INTS.get(bytes, advance(Integer.BYTES));
  }

  long fixed64() {
    return (long) LONGS.get(bytes, advance(Long.BYTES));
  }

  /** Steps over so many bytes; returns where they begin. */
  int advance(long length) {
    if (length < 0 || length > limit - at) {
      throw truncated();
    }
    int start = at;
    at += (int) length;
    return start;
  }

  /** Narrows the limit to the length-delimited value that begins here; returns the old one. */
  int enter() {
    long length = varint();
    if (length < 0 || length > limit - at) {
      throw truncated();
    }
    int outer = limit;
    limit = at + (int) length;
    return outer;
  }

  /** Steps over the value that follows a tag. */
  void skip(int tag, int depth) {
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> varint();
      case WireFormat.WIRETYPE_FIXED64 -> advance(Long.BYTES);
      case WireFormat.WIRETYPE_FIXED32 -> advance(Integer.BYTES);
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> advance(varint());
      case WireFormat.WIRETYPE_START_GROUP -> skipGroup(tag, depth);
      default -> throw malformed("holds an end without a start or an unknown wire type", at);
    }
  }

  private void skipGroup(int startTag, int depth) {
    if (depth <= 0) {
      throw malformed("is nested too deep", at);
    }
    int endTag = endTag(startTag);
    for (int tag = tag(); tag != endTag; tag = tag()) {
      skip(tag, depth - 1);
    }
  }

  private static int endTag(int startTag) {
    return startTag - WireFormat.WIRETYPE_START_GROUP + WireFormat.WIRETYPE_END_GROUP;
  }

  WireError truncated() {
    return malformed("ends too early", at);
  }

  static WireError malformed(String description, int at) {
    return new WireError(description, at, true);
  }
}
