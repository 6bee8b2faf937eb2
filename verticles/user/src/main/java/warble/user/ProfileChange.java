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

  ProfileChange {
    fields = Set.copyOf(fields);
    displayName = normalised(displayName, MAX_DISPLAY_NAME);
    bio = normalised(bio, MAX_BIO);
    new Violations()
        .require(
            isText(displayName, MAX_DISPLAY_NAME) && displayName.indexOf('\n') < 0,
            "profile.display_name",
            "expected: at most 50 characters in one line")
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

  private static boolean isText(String text, int maxLength) {
    return text.codePointCount(0, text.length()) <= maxLength
        && text.codePoints().allMatch(it -> it == '\n' || !Character.isISOControl(it));
  }
}
