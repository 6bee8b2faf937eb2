package warble.json;

import java.nio.charset.StandardCharsets;

/**
 * Reads JSON (RFC 8259) in UTF-8. What it refuses it names by the offset of the culprit; the path
 * is found afterwards, by {@link JsonPath}.
 */
final class JsonReader {

  private static final byte[] NOTHING = {};
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private static final int EXCERPT = 40;

  byte[] bytes = NOTHING;
  int at;
  int end;
  private int start;

  /** Where the last {@link #text} stands: in the input or, when it had escapes, in a copy. */
  byte[] text = NOTHING;

  int textFrom;
  int textTo;

  /** Begins with a text. */
  void start(byte[] in, int from, int to) {
    bytes = in;
    start = from;
    at = from;
    end = to;
  }

  /** Lets go of the text. */
  void release() {
    bytes = NOTHING;
    text = NOTHING;
  }

  /** The next byte that is not white space, which stays the next; -1 at the end. */
  int peek() {
    int i = at;
    while (i < end) {
      int b = bytes[i];
      if (b > ' ') {
        at = i;
        return b;
      }
      if (!isSpace(b)) {
        break;
      }
      i++;
    }
    at = i;
    return i < end ? bytes[i] & 0xFF : -1;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Steps over a byte that must be the next one. */
  void expect(char wanted) {
    if (peek() != wanted) {
      throw unexpected("'" + wanted + "'");
    }
    at++;
  }

  /** After a value in an object or array: whether another one follows. */
  boolean more(char bracket) {
    int next = peek();
    if (next == ',') {
      at++;
      return true;
    }
    if (next != bracket) {
      throw unexpected("',' or '" + bracket + "'");
    }
    at++;
    return false;
  }

  /** After an opening bracket: whether the closing one follows at once. */
  boolean closes(char bracket) {
    if (peek() != bracket) {
      return false;
    }
    at++;
    return true;
  }

  void nothing() {
    literal(NULL, "null");
  }

  boolean bool() {
    int next = peek();
    if (next == 't') {
      literal(TRUE, "true");
      return true;
    }
    if (next == 'f') {
      literal(FALSE, "false");
      return false;
    }
    throw unexpected("true or false");
  }

  private void literal(byte[] word, String name) {
    for (int i = 0; i < word.length; i++) {
      if (at + i >= end || bytes[at + i] != word[i]) {
        throw unexpected(name);
      }
    }
    at += word.length;
    requireBreak();
  }

  /** A word or number must not run into another one. */
  private void requireBreak() {
    if (at < end && (Character.isLetterOrDigit(bytes[at]) || bytes[at] == '"')) {
      throw unexpected("the end of the value");
    }
  }

  /** Steps over a string, which {@link #text} then is. */
  void text() {
    if (peek() != '"') {
      throw unexpected("a string");
    }
    int from = at + 1;
    int to = Utf8.textEnd(bytes, from, end);
    if (to < end && bytes[to] == '"') {
      text = bytes;
      textFrom = from;
      textTo = to;
      at = to + 1;
    } else {
      unescape(to - from);
    }
  }

  private void unescape(int plain) {
    byte[] target = new byte[closing(at + 1 + plain) - at];
    textFrom = 0;
    textTo = unescape(target, 0);
    text = target;
  }

  /** Where the string ends, at the latest. */
  private int closing(int from) {
    int i = from;
    while (i < end && bytes[i] != '"') {
      i += bytes[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, end);
  }

  /** Steps over a string and writes it. */
  void string(WireWriter out) {
    if (peek() != '"') {
      throw unexpected("a string");
    }
    int from = at + 1;
    int to = Utf8.textEnd(bytes, from, end);
    if (to < end && bytes[to] == '"') {
      out.varint(to - from);
      out.raw(bytes, from, to - from);
      at = to + 1;
    } else {
      unescapeTo(out, to);
    }
  }

  private void unescapeTo(WireWriter out, int to) {
    int mark = out.open();
    out.reserve(closing(to) - at);
    out.size = unescape(out.bytes, out.size);
    out.close(mark);
  }

  /** Writes a string, which is never longer than it stands; returns the offset after it. */
  private int unescape(byte[] target, int offset) {
    int to = offset;
    int i = at + 1;
    while (true) {
      int plain = Utf8.textEnd(bytes, i, end);
      System.arraycopy(bytes, i, target, to, plain - i);
      to += plain - i;
      if (plain == end) {
        throw refused("is a string without an end", at);
      }
      if (bytes[plain] == '"') {
        at = plain + 1;
        return to;
      }
      if (bytes[plain] != '\\') {
        throw refused(badByte(bytes[plain]), at);
      }
      if (plain + 1 < end && bytes[plain + 1] == 'u') {
        int point = codePoint(plain);
        to = Utf8.put(point, target, to);
        i = plain + (point < 0x10000 ? 6 : 12);
      } else {
        target[to++] = escaped(plain + 1);
        i = plain + 2;
      }
    }
  }

  private static String badByte(byte b) {
    return b < 0
        ? "is not UTF-8"
        : "holds a control character (expected: \\u%04x)".formatted((int) b);
  }

  private byte escaped(int offset) {
    int letter = offset < end ? bytes[offset] : 0;
    return switch (letter) {
      case '"', '\\', '/' -> (byte) letter;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw refused("holds an escape that JSON does not know", at);
    };
  }

  private int codePoint(int offset) {
    int unit = unit(offset);
    if (!Character.isSurrogate((char) unit)) {
      return unit;
    }
    boolean escaped = offset + 7 < end && bytes[offset + 6] == '\\' && bytes[offset + 7] == 'u';
    int low = escaped ? unit(offset + 6) : 0;
    if (!Character.isSurrogatePair((char) unit, (char) low)) {
      throw refused("holds half a surrogate pair", at);
    }
    return Character.toCodePoint((char) unit, (char) low);
  }

  /** The four hexadecimal digits of an escape. */
  private int unit(int offset) {
    int unit = 0;
    for (int i = offset + 2; i < offset + 6; i++) {
      int digit = i < end ? Character.digit((char) bytes[i], 16) : -1;
      if (digit < 0) {
        throw refused("holds an escape without four hexadecimal digits", at);
      }
      unit = unit << 4 | digit;
    }
    return unit;
  }

  /** Steps over a number, alone or as a string, which {@link #text} then is. */
  void numeral(String expected) {
    int next = peek();
    if (next == '"') {
      text();
    } else if (next == '-' || (next >= '0' && next <= '9')) {
      text = bytes;
      textFrom = at;
      textTo = numberEnd(at);
      at = textTo;
    } else {
      throw unexpected(expected);
    }
  }

  private int numberEnd(int from) {
    int i = from;
    while (i < end && isOfNumber(bytes[i])) {
      i++;
    }
    return i;
  }

  private static boolean isOfNumber(byte b) {
    return (b >= '0' && b <= '9')
        || (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || b == '.'
        || b == '-'
        || b == '+'
        || b == '_';
  }

  /** Steps over a value of any kind. */
  void skip(Decimal number, int depth) {
    switch (peek()) {
      case '{' -> skipObject(number, depth);
      case '[' -> skipArray(number, depth);
      case '"' -> text();
      case 't', 'f' -> bool();
      case 'n' -> nothing();
      default -> skipNumber(number);
    }
  }

  private void skipNumber(Decimal number) {
    int from = at;
    numeral("a value");
    if (!number.parse(text, textFrom, textTo)) {
      throw unexpected(from, "a number");
    }
  }

  private void skipObject(Decimal number, int depth) {
    nest(depth);
    at++;
    if (closes('}')) {
      return;
    }
    do {
      text();
      expect(':');
      skip(number, depth - 1);
    } while (more('}'));
  }

  private void skipArray(Decimal number, int depth) {
    nest(depth);
    at++;
    if (closes(']')) {
      return;
    }
    do {
      skip(number, depth - 1);
    } while (more(']'));
  }

  /** Refuses to go deeper when nothing is left. */
  void nest(int depth) {
    if (depth <= 0) {
      throw refused("is nested too deep", at);
    }
  }

  /** Refuses what stands here, and says what should. */
  JsonError unexpected(String expected) {
    return unexpected(at, expected);
  }

  /** Refuses what stands at an offset, and says what should. */
  JsonError unexpected(int offset, String expected) {
    return refused("is " + excerpt(offset) + " (expected: " + expected + ")", offset);
  }

  /** An error at an offset, still without its path. */
  JsonError refused(String description, int offset) {
    return new JsonError("", description, offset - start);
  }

  private String excerpt(int offset) {
    if (offset >= end) {
      return "at its end";
    }
    return switch (bytes[offset]) {
      case '{' -> "an object";
      case '[' -> "a list";
      default -> token(offset);
    };
  }

  private String token(int offset) {
    int to = bytes[offset] == '"' ? closing(offset + 1) + 1 : numberEnd(offset);
    int last = Math.min(Math.min(Math.max(to, offset + 1), end), offset + EXCERPT);
    String token = new String(bytes, offset, last - offset, StandardCharsets.UTF_8);
    return last < to ? token + "…" : token;
  }
}
