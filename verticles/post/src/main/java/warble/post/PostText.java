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

  PostText {
    content = Normalizer.normalize(content, Normalizer.Form.NFC);
    if (content.isEmpty()) {
      throw refused("empty");
    }
    if (content.length() > MAX_CODE_UNITS || characters(content) > MAX_CHARACTERS) {
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
