package warble.user;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.util.Base64;

/** Hashes passwords with Argon2id (RFC 9106), away from the event loops. */
final class Passwords {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int LANES = 1;

  private final BoundedPool pool;
  private final int kibibytes;
  private final int iterations;
  private final String nobodysHash;

  Passwords(BoundedPool pool, UserConfig.Hashing config) {
    this.pool = pool;
    this.kibibytes = Math.toIntExact(config.memory().bytes() >> 10);
    this.iterations = config.iterations();
    this.nobodysHash = nobodysHash(kibibytes, iterations);
  }

  /** The hash to keep, in the PHC string format, with parameters and salt. */
  Future<String> hash(Password password) {
    return pool.run(() -> argon2().hash(password.bytes(), salt()).getResult());
  }

  /** As large as the memory of one computation, therefore one for all, made when it is needed. */
  private Argon2Function argon2() {
    return Argon2Function.getInstance(kibibytes, iterations, LANES, HASH_BYTES, Argon2.ID);
  }

  /** Whether {@code hash} was made of this password. */
  Future<Boolean> matches(Password password, String hash) {
    return pool.run(() -> Argon2Function.getInstanceFromHash(hash).check(password.value(), hash));
  }

  /** Whether {@code hash} was made with the parameters of today. */
  boolean isCurrent(String hash) {
    return Argon2Function.getInstanceFromHash(hash).equals(argon2());
  }

  /** Takes as long as {@link #matches}, where there is no account to compare with. */
  Future<Void> compareWithNobody(Password password) {
    return matches(password, nobodysHash).mapEmpty();
  }

  private static byte[] salt() {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    return salt;
  }

  /** A hash that no password is known for, with the same cost as a real one. */
  private static String nobodysHash(int kibibytes, int iterations) {
    Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            kibibytes,
            iterations,
            LANES,
            base64.encodeToString(salt()),
            base64.encodeToString(new byte[HASH_BYTES]));
  }
}
