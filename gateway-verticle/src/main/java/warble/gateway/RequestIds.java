package warble.gateway;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names of requests. */
final class RequestIds {

  static final String HEADER = "X-Request-Id";

  /** What may stand in a log line, and in a header of a call. */
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private RequestIds() {}

  /** The name that the client gives, or a new one: 128 random bits in hexadecimal. */
  static String of(@Nullable String given) {
    return given != null && SANE.matcher(given).matches() ? given : fresh();
  }

  private static String fresh() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
  }
}
