package warble.runtime.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import warble.runtime.config.Secret;
import warble.runtime.rpc.Failure;

/**
 * Seals the position after a page into an opaque token, and opens it again.
 *
 * <p>A token is the position and a truncated HMAC-SHA-256 (RFC 2104) over it and over the list it
 * belongs to, in base64url. A token of another list, or one that was tampered with, is refused.
 */
public final class PageTokens {

  private static final String ALGORITHM = "HmacSHA256";
  private static final int TAG_BYTES = 12;
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;

  /** Tokens under this key; all instances of a service must share it. */
  public PageTokens(Secret key) {
    this.key = new SecretKeySpec(key.value().getBytes(StandardCharsets.UTF_8), ALGORITHM);
  }

  /**
   * Seals a position.
   *
   * @param list what is being paged, with its owner, for example {@code feed/42}
   * @param position the last item's sort key
   */
  public String seal(String list, long position) {
    return ENCODER.encodeToString(
        ByteBuffer.allocate(Long.BYTES + TAG_BYTES)
            .putLong(position)
            .put(tag(list, position))
            .array());
  }

  /**
   * Opens a token.
   *
   * @param list the same as it was sealed with
   * @param token the token, or empty for the first page
   * @return the position; {@link Long#MAX_VALUE} for the first page
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} when this key did
   *     not seal it for this list
   */
  public long open(String list, String token) {
    return open(list, token, "pageToken", "nextPageToken of the page before");
  }

  /**
   * The same for a token that is not called a page token.
   *
   * @param field where it was, for the error
   * @param expected what should have been there, for the error
   */
  public long open(String list, String token, String field, String expected) {
    if (token.isEmpty()) {
      return Long.MAX_VALUE;
    }
    byte[] bytes = decode(token);
    if (bytes.length == Long.BYTES + TAG_BYTES) {
      long position = ByteBuffer.wrap(bytes).getLong();
      byte[] tag = Arrays.copyOfRange(bytes, Long.BYTES, bytes.length);
      if (MessageDigest.isEqual(tag, tag(list, position))) {
        return position;
      }
    }
    throw Failure.invalid(field, "not a token of this list (expected: " + expected + ")")
        .exception();
  }

  private static byte[] decode(String token) {
    try {
      return Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException notBase64) {
      return new byte[0];
    }
  }

  private byte[] tag(String list, long position) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(list.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      mac.update(ByteBuffer.allocate(Long.BYTES).putLong(position).flip());
      return Arrays.copyOf(mac.doFinal(), TAG_BYTES);
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }
}
