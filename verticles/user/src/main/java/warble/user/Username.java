package warble.user;

import java.util.regex.Pattern;

/**
 * A user's unique name.
 *
 * @param value as its owner writes it; names that differ in case only are the same name
 */
record Username(String value) {

  static final String EXPECTED = "expected: 3 to 30 characters of a-z, A-Z, 0-9 and _";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_]{3,30}");

  Username {
    if (!isValid(value)) {
      throw new IllegalArgumentException("username (" + EXPECTED + ")");
    }
  }

  static boolean isValid(String text) {
    return FORM.matcher(text).matches();
  }
}
