package warble.runtime.redis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script.
 *
 * @param source the text
 * @param sha its SHA-1 in hexadecimal, by which Redis remembers it
 */
public record Script(String source, String sha) {

  /** A script from its text. */
  public static Script of(String source) {
    return new Script(source, HexFormat.of().formatHex(sha1(source)));
  }

  private static byte[] sha1(String source) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
