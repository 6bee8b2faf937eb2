package warble.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-decoding (RFC 3986), strict: what is malformed or not UTF-8 is refused. */
final class Percent {

  private Percent() {}

  /**
   * Decodes a segment of a path.
   *
   * @throws IllegalArgumentException when it is malformed
   */
  static String decode(String text) {
    return text.indexOf('%') < 0 ? text : decode(text, false);
  }

  /** Decodes several segments of a path: an encoded slash stays encoded, for it is no separator. */
  static String decodePath(String text) {
    return text.indexOf('%') < 0 ? text : decode(text, true);
  }

  /** Decodes a name or value of a query, where a plus is a space. */
  static String decodeQuery(String text) {
    return decode(text.replace('+', ' '));
  }

  private static String decode(String text, boolean keepSlash) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(raw.length);
    for (int i = 0; i < raw.length; i++) {
      if (raw[i] != '%') {
        decoded.write(raw[i]);
        continue;
      }
      int octet = octet(raw, i);
      if (octet == '/' && keepSlash) {
        decoded.write(raw, i, 3);
      } else {
        decoded.write(octet);
      }
      i += 2;
    }
    return utf8(decoded.toByteArray());
  }

  private static int octet(byte[] raw, int at) {
    int high = at + 2 < raw.length ? Character.digit(raw[at + 1], 16) : -1;
    int low = high < 0 ? -1 : Character.digit(raw[at + 2], 16);
    if (low < 0) {
      throw new IllegalArgumentException("malformed percent-encoding");
    }
    return (high << 4) | low;
  }

  private static String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("percent-encoded bytes are not UTF-8", malformed);
    }
  }
}
