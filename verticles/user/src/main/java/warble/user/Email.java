package warble.user;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An e-mail address.
 *
 * @param value in lower case: addresses that differ in case only are the same address
 */
record Email(String value) {

  static final String EXPECTED = "expected: an e-mail address such as ada@example.org";

  /** The longest address that fits into an SMTP path (RFC 5321, section 4.5.3.1.3). */
  private static final int MAX_LENGTH = 254;

  /** The form that browsers accept for {@code <input type=email>}, with a dot in the domain. */
  private static final Pattern FORM =
      Pattern.compile(
          "[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@LABEL(?:\\.LABEL)+"
              .replace("LABEL", "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"),
          Pattern.CASE_INSENSITIVE);

  Email {
    if (!isValid(value)) {
      throw new IllegalArgumentException("e-mail address (" + EXPECTED + ")");
    }
    value = value.toLowerCase(Locale.ROOT);
  }

  static boolean isValid(String text) {
    return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
  }
}
