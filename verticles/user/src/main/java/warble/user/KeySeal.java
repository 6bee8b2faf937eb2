package warble.user;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import warble.runtime.config.Secret;

/** How private keys are written into the database. */
sealed interface KeySeal {

  /** What to store of a private key. */
  byte[] seal(String kid, byte[] privateKey) throws GeneralSecurityException;

  /** The private key, from what was stored. */
  byte[] open(String kid, byte[] stored) throws GeneralSecurityException;

  /** Encrypts under this secret; without one keys are stored in clear. */
  static KeySeal under(Secret secret) {
    return secret.value().isEmpty() ? new Clear() : new AesGcm(AesGcm.derived(secret));
  }

  /** As they are. */
  record Clear() implements KeySeal {

    @Override
    public byte[] seal(String kid, byte[] privateKey) {
      return privateKey;
    }

    @Override
    public byte[] open(String kid, byte[] stored) {
      if (AesGcm.isSealed(stored)) {
        throw new IllegalArgumentException(
            "tokens.key-encryption-key: none (expected: the one that the signing keys in the"
                + " database are encrypted under)");
      }
      return stored;
    }
  }

  /**
   * By AES-256 in GCM (NIST SP 800-38D) with a random nonce, bound to the key's identifier. A key
   * that was stored in clear, before there was a secret, is read all the same.
   */
  record AesGcm(SecretKey key) implements KeySeal {

    /** The first byte. That of a key in clear is another one: 0x30, a SEQUENCE of ASN.1. */
    private static final byte FORMAT = 1;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String PURPOSE = "warble signing keys";
    private static final SecureRandom RANDOM = new SecureRandom();

    private static boolean isSealed(byte[] stored) {
      return stored.length > 0 && stored[0] == FORMAT;
    }

    /** By HKDF (RFC 5869): the secret has enough entropy, but not the form of a key. */
    private static SecretKey derived(Secret secret) {
      try {
        return KDF.getInstance("HKDF-SHA256")
            .deriveKey(
                "AES",
                HKDFParameterSpec.ofExtract()
                    .addIKM(secret.value().getBytes(StandardCharsets.UTF_8))
                    .thenExpand(PURPOSE.getBytes(StandardCharsets.UTF_8), 32));
      } catch (GeneralSecurityException everyJdkHasIt) {
        throw new IllegalStateException(everyJdkHasIt);
      }
    }

    @Override
    public byte[] seal(String kid, byte[] privateKey) throws GeneralSecurityException {
      byte[] nonce = new byte[NONCE_BYTES];
      RANDOM.nextBytes(nonce);
      byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, kid, nonce).doFinal(privateKey);
      return ByteBuffer.allocate(1 + NONCE_BYTES + encrypted.length)
          .put(FORMAT)
          .put(nonce)
          .put(encrypted)
          .array();
    }

    @Override
    public byte[] open(String kid, byte[] stored) throws GeneralSecurityException {
      if (!isSealed(stored)) {
        return stored;
      }
      ByteBuffer parts = ByteBuffer.wrap(stored, 1, stored.length - 1);
      byte[] nonce = new byte[NONCE_BYTES];
      parts.get(nonce);
      byte[] encrypted = new byte[parts.remaining()];
      parts.get(encrypted);
      return cipher(Cipher.DECRYPT_MODE, kid, nonce).doFinal(encrypted);
    }

    private Cipher cipher(int mode, String kid, byte[] nonce) throws GeneralSecurityException {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(kid.getBytes(StandardCharsets.UTF_8));
      return cipher;
    }

    @Override
    public String toString() {
      return "***";
    }
  }
}
