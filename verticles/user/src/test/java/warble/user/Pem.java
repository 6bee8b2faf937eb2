package warble.user;

import java.security.PrivateKey;
import java.util.Base64;

/** Writes keys as files hold them. */
final class Pem {

  private Pem() {}

  static String of(PrivateKey key) {
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key.getEncoded())
        + "\n-----END PRIVATE KEY-----\n";
  }
}
