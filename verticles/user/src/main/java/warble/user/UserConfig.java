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
 * @param passwords how passwords are hashed
 * @param tokens what access and refresh tokens are like
 */
public record UserConfig(
    int instances,
    Duration readYourWrites,
    PostgresConfig postgres,
    ReplicaConfig replica,
    Hashing passwords,
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
   * Argon2id (RFC 9106) and the threads that compute it.
   *
   * @param memory memory of one computation
   * @param iterations passes over the memory
   * @param workers threads that hash
   * @param queue computations that may wait for a thread; further ones are refused
   */
  public record Hashing(DataSize memory, int iterations, int workers, int queue) {

    public Hashing {
      require(memory.bytes() >= 1 << 20, "memory", memory.bytes() + " bytes", "1MiB or more");
      require(iterations > 0, "iterations", iterations, "1 or more");
      require(workers > 0, "workers", workers, "1 or more");
      require(queue >= 0, "queue", queue, "0 or more");
    }
  }

  /**
   * Access tokens (RFC 9068) and refresh tokens.
   *
   * @param issuer the {@code iss} claim
   * @param audience the {@code aud} claim
   * @param accessLifetime life of an access token, in whole seconds
   * @param refreshLifetime life of a refresh token, counted from each use of the session
   * @param signingKey RSA private key, PKCS #8 in PEM; empty: generated and kept in the database
   * @param signingWorkers threads that sign
   */
  public record Tokens(
      String issuer,
      String audience,
      Duration accessLifetime,
      Duration refreshLifetime,
      Secret signingKey,
      int signingWorkers) {

    public Tokens {
      require(!issuer.isBlank(), "issuer", "''", "a name");
      require(!audience.isBlank(), "audience", "''", "a name");
      require(accessLifetime.toSeconds() > 0, "accessLifetime", accessLifetime, "1s or more");
      require(
          refreshLifetime.compareTo(accessLifetime) > 0,
          "refreshLifetime",
          refreshLifetime,
          "more than access-lifetime");
      require(signingWorkers > 0, "signingWorkers", signingWorkers, "1 or more");
      if (!signingKey.value().isEmpty()) {
        SigningKey.ofPem(signingKey.value());
      }
    }
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
