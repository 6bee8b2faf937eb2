package warble.post;

import java.text.BreakIterator;
import java.text.Normalizer;
import java.util.Locale;
import warble.runtime.rpc.Failure;

/**
 * The text of a post or of a comment: 1 to 1000 characters as people count them (grapheme clusters
 * of UAX #29), in Unicode normalisation form C, with something to see in it.
 *
 * <p>Its constructor throws a {@link warble.runtime.rpc.FailureException} that says what is wrong.
 */
record PostText(String content) {

  private static final int MAX_CHARACTERS = 1000;

  /** One character may pile up marks without end; the longest emoji have 14 code units. */
  private static final int MAX_CODE_UNITS = 16 * MAX_CHARACTERS;

  /**
   * The most marks on one character that UAX #15 calls stream-safe; the time of normalisation grows
   * with their square.
   */
  private static final int MAX_MARKS = 30;

  PostText {
    if (content.length() > MAX_CODE_UNITS) {
      throw refused("too long");
    }
    if (marks(content) > MAX_MARKS) {
      throw refused("has more than " + MAX_MARKS + " marks on one character");
    }
    content = Normalizer.normalize(content, Normalizer.Form.NFC);
    if (content.isEmpty()) {
      throw refused("empty");
    }
    if (characters(content) > MAX_CHARACTERS) {
      throw refused("too long");
    }
    if (content.codePoints().anyMatch(PostText::isForbidden)) {
      throw refused("has a control character or a broken one");
    }
    if (content.codePoints().allMatch(PostText::isInvisible)) {
      throw refused("blank");
    }
  }

  private static RuntimeException refused(String why) {
    return Failure.invalid("content", why + " (expected: 1.." + MAX_CHARACTERS + " characters)")
        .exception();
  }

  /** The longest row of combining marks. */
  private static int marks(String content) {
    int longest = 0;
    int row = 0;
    for (int i = 0; i < content.length(); i += Character.charCount(content.codePointAt(i))) {
      row = isMark(content.codePointAt(i)) ? row + 1 : 0;
      longest = Math.max(longest, row);
    }
    return longest;
  }

  private static boolean isMark(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK ->
          true;
      default -> false;
    };
  }

  private static int characters(String content) {
    BreakIterator boundaries = BreakIterator.getCharacterInstance(Locale.ROOT);
    boundaries.setText(content);
    int count = 0;
    while (boundaries.next() != BreakIterator.DONE) {
      count++;
    }
    return count;
  }

  private static boolean isForbidden(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL -> codePoint != '\n' && codePoint != '\t';
      case Character.SURROGATE -> true;
      default -> false;
    };
  }

  private static boolean isInvisible(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || Character.getType(codePoint) == Character.FORMAT;
  }
}
