package warble.user;

import java.text.Normalizer;
import java.util.Set;

/**
 * A change of profile.
 *
 * @param fields which of the values to take
 * @param displayName name to show
 * @param bio what the user says of themselves
 */
record ProfileChange(Set<Field> fields, String displayName, String bio) {

  /** What of a profile its owner may change. */
  enum Field {
    DISPLAY_NAME,
    BIO
  }

  private static final int MAX_DISPLAY_NAME = 50;
  private static final int MAX_BIO = 160;

  /** Fillers of Hangul and the empty pattern of Braille: letters and symbols without ink. */
  private static final String BLANK_LETTERS = "\u115f\u1160\u3164\uffa0\u2800";

  ProfileChange {
    fields = Set.copyOf(fields);
    displayName = normalised(displayName, MAX_DISPLAY_NAME);
    bio = normalised(bio, MAX_BIO);
    new Violations()
        .require(
            isText(displayName, MAX_DISPLAY_NAME) && displayName.indexOf('\n') < 0,
            "profile.displayName",
            "expected: at most 50 characters in one line")
        .require(
            displayName.isEmpty() || displayName.codePoints().anyMatch(ProfileChange::isVisible),
            "profile.displayName",
            "nothing of it can be seen (expected: a name, or empty for none)")
        .require(isText(bio, MAX_BIO), "profile.bio", "expected: at most 160 characters")
        .refuse();
  }

  boolean changes(Field field) {
    return fields.contains(field);
  }

  /** What is far too long stays as it is: the time of normalisation grows with its square. */
  private static String normalised(String text, int maxLength) {
    String stripped = text.strip();
    return stripped.length() <= 8 * maxLength
        ? Normalizer.normalize(stripped, Normalizer.Form.NFC)
        : stripped;
  }

  /** Joiners and marks belong to names, but there must be something that they join or mark. */
  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.FORMAT,
          Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.NON_SPACING_MARK,
          Character.ENCLOSING_MARK,
          Character.SPACE_SEPARATOR,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> BLANK_LETTERS.indexOf(character) < 0;
    };
  }

  private static boolean isText(String text, int maxLength) {
    return text.codePointCount(0, text.length()) <= maxLength
        && text.codePoints().allMatch(it -> it == '\n' || !Character.isISOControl(it));
  }
}
