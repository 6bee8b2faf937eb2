package warble.user;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The passwords that are tried first: the 10,000 commonest of at least ten characters that leaked
 * elsewhere, whatever their case. Shorter ones are refused anyway. Where the list comes from is
 * told in the file {@code NOTICE}.
 */
final class CommonPasswords {

  static final String REFUSED = "one of those that are guessed first (expected: another one)";

  private static final String LIST = "/passwords/commonest.txt";
  private static final Set<String> PASSWORDS = read();

  private CommonPasswords() {}

  /** Reads the list, which blocks; otherwise the first question does. */
  static int load() {
    return PASSWORDS.size();
  }

  static boolean contain(Password password) {
    return PASSWORDS.contains(password.value().toLowerCase(Locale.ROOT));
  }

  private static Set<String> read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(CommonPasswords.class.getResourceAsStream(LIST), LIST),
                StandardCharsets.UTF_8))) {
      return lines.lines().collect(Collectors.toUnmodifiableSet());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
