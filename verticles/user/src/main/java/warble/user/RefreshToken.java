package warble.user;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An opaque token that buys the next pair of tokens, once.
 *
 * @param userId whose session it belongs to
 * @param family 128 random bits that all tokens of one session share
 * @param secret 256 random bits of its own
 */
record RefreshToken(long userId, String family, String secret) {

  private static final int FAMILY_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final Pattern FORM =
      Pattern.compile("([1-9][0-9]{0,15})\\.([\\w-]{22})\\.([\\w-]{43})");

  /** The first token of a new session. */
  static RefreshToken first(long userId) {
    return new RefreshToken(
        userId, RandomText.ofBytes(FAMILY_BYTES), RandomText.ofBytes(SECRET_BYTES));
  }

  /** The token that follows this one in its session. */
  RefreshToken next() {
    return new RefreshToken(userId, family, RandomText.ofBytes(SECRET_BYTES));
  }

  /** Reads what {@link #text} wrote; empty when that cannot have written it. */
  static Optional<RefreshToken> parse(String text) {
    Matcher parts = FORM.matcher(text);
    return parts.matches()
        ? Optional.of(
            new RefreshToken(Long.parseLong(parts.group(1)), parts.group(2), parts.group(3)))
        : Optional.empty();
  }

  /** What the client gets. */
  String text() {
    return userId + "." + family + "." + secret;
  }

  /**
   * What Redis keeps instead of the secret. A plain digest is enough: 256 random bits cannot be
   * guessed.
   */
  String hash() {
    return Sha256.hex(secret);
  }

  @Override
  public String toString() {
    return "***";
  }
}
