package warble.runtime.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A whole number and its unit, written without a space.
 *
 * @param amount 0 or more
 * @param unit letters
 */
record Measure(long amount, String unit) {

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,15})([A-Za-z]+)");

  static Measure parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(text + " (expected: a number and its unit)");
    }
    return new Measure(Long.parseLong(matcher.group(1)), matcher.group(2));
  }
}
