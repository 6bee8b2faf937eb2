package warble.user;

import java.time.Duration;
import warble.runtime.config.DataSize;
import warble.runtime.config.Secret;
import warble.runtime.postgres.PostgresConfig;
import warble.runtime.postgres.ReplicaConfig;

/**
 * What the user domain is configured by.
 *
 * @param instances verticle instances; 0 means one per event loop
 * @param readYourWrites for how long after its creation a user whom the replica does not know is
 *     asked for at the primary
 * @param postgres the domain's database
 * @param replica when reads leave the replica
 * @param cache profiles in Redis
 * @param passwords how passwords are hashed
 * @param logins how guessing at passwords is slowed down
 * @param tokens what access and refresh tokens are like
 */
public record UserConfig(
    int instances,
    Duration readYourWrites,
    PostgresConfig postgres,
    ReplicaConfig replica,
    Cache cache,
    Hashing passwords,
    Logins logins,
    Tokens tokens) {

  public UserConfig {
    require(instances >= 0, "instances", instances, "0 or more");
    require(
        readYourWrites.compareTo(replica.lagLimit()) > 0,
        "readYourWrites",
        readYourWrites,
        "more than replica.lag-limit, " + replica.lagLimit());
  }

  /**
   * Profiles in Redis.
   *
   * @param ttl how long a profile stays, give or take a tenth
   */
  public record Cache(Duration ttl) {

    public Cache {
      require(ttl.toMillis() > 0, "ttl", ttl, "1ms or more");
    }
  }

  /**
   * Argon2id (RFC 9106) and the threads that compute it.
   *
   * @param memory memory of one computation
   * @param iterations passes over the memory
   * @param workers threads that hash
   * @param queue computations that may wait for a thread; further ones are refused
   * @param perAddress computations at a time for one client address
   */
  public record Hashing(DataSize memory, int iterations, int workers, int queue, int perAddress) {

    public Hashing {
      require(memory.bytes() >= 1 << 20, "memory", memory.bytes() + " bytes", "1MiB or more");
      require(iterations > 0, "iterations", iterations, "1 or more");
      require(workers > 0, "workers", workers, "1 or more");
      require(queue >= 0, "queue", queue, "0 or more");
      require(perAddress > 0, "perAddress", perAddress, "1 or more");
    }
  }

  /**
   * What wrong passwords cost whoever tries them.
   *
   * @param accountFailures wrong passwords for one account that cost no wait; each address that has
   *     logged in to it before may have as many of its own
   * @param addressFailures wrong passwords from one address, for any account, that cost no wait
   * @param firstWait the wait after the next one; it doubles with each further one
   * @param longestWait where it doubles no more
   * @param forgetAfter time without an attempt after which failures are forgotten
   * @param rememberAddress time after the last login for which an address is an account's own
   */
  public record Logins(
      int accountFailures,
      int addressFailures,
      Duration firstWait,
      Duration longestWait,
      Duration forgetAfter,
      Duration rememberAddress) {

    public Logins {
      require(accountFailures > 0, "accountFailures", accountFailures, "1 or more");
      require(addressFailures > 0, "addressFailures", addressFailures, "1 or more");
      require(firstWait.toMillis() > 0, "firstWait", firstWait, "1ms or more");
      require(
          longestWait.compareTo(firstWait) >= 0, "longestWait", longestWait, "first-wait or more");
      require(
          forgetAfter.compareTo(longestWait) > 0,
          "forgetAfter",
          forgetAfter,
          "more than longest-wait");
      require(
          rememberAddress.compareTo(longestWait) > 0,
          "rememberAddress",
          rememberAddress,
          "more than longest-wait");
    }
  }

  /**
   * Access tokens (RFC 9068) and refresh tokens.
   *
   * @param issuer the {@code iss} claim
   * @param audience the {@code aud} claim
   * @param accessLifetime life of an access token, in whole seconds
   * @param refreshLifetime life of a refresh token, counted from each use of the session
   * @param refreshGrace for how long after its use a refresh token is only refused
   * @param signingKeys RSA private keys, PKCS #8 in PEM, the first signs and all verify; empty:
   *     generated and kept in the database
   * @param keyEncryptionKey what the keys in the database are encrypted under; empty: in clear
   * @param keysInterval how often each process looks for new keys in the database
   * @param signingWorkers threads that sign
   */
  public record Tokens(
      String issuer,
      String audience,
      Duration accessLifetime,
      Duration refreshLifetime,
      Duration refreshGrace,
      Secret signingKeys,
      Secret keyEncryptionKey,
      Duration keysInterval,
      int signingWorkers) {

    private static final int SECRET_LENGTH = 32;

    public Tokens {
      require(!issuer.isBlank(), "issuer", "''", "a name");
      require(!audience.isBlank(), "audience", "''", "a name");
      require(accessLifetime.toSeconds() > 0, "accessLifetime", accessLifetime, "1s or more");
      require(
          refreshLifetime.compareTo(accessLifetime) > 0,
          "refreshLifetime",
          refreshLifetime,
          "more than access-lifetime");
      require(!refreshGrace.isNegative(), "refreshGrace", refreshGrace, "0s or more");
      require(signingWorkers > 0, "signingWorkers", signingWorkers, "1 or more");
      require(keysInterval.toMillis() > 0, "keysInterval", keysInterval, "1ms or more");
      int secretLength = keyEncryptionKey.value().length();
      require(
          secretLength == 0 || secretLength >= SECRET_LENGTH,
          "keyEncryptionKey",
          secretLength + " characters",
          SECRET_LENGTH + " or more, or none");
      if (!signingKeys.value().isEmpty()) {
        SigningKey.ofPem(signingKeys.value());
      }
    }
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
