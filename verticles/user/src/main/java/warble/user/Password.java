package warble.user;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/**
 * A password in clear; it is never printed.
 *
 * @param value its characters, normalised, so that the same keys give the same password on every
 *     device
 */
record Password(String value) {

  static final String EXPECTED = "expected: 10 to 128 characters, none of them a control character";

  private static final int MIN_LENGTH = 10;
  private static final int MAX_LENGTH = 128;

  /** Before normalisation, whose time grows with the square of the marks on one character. */
  private static final int MAX_CODE_UNITS = 8 * MAX_LENGTH;

  Password {
    value = isBounded(value) ? Normalizer.normalize(value, Normalizer.Form.NFC) : value;
  }

  /** Whether it can be the password of any account, by its length in code units. */
  static boolean isBounded(String value) {
    return value.length() <= MAX_CODE_UNITS;
  }

  /** Whether it may be chosen for an account. */
  boolean isChoosable() {
    int length = value.codePointCount(0, value.length());
    return length >= MIN_LENGTH
        && length <= MAX_LENGTH
        && value.chars().noneMatch(Character::isISOControl);
  }

  byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "***";
  }
}
