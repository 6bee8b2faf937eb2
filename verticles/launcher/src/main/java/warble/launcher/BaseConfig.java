package warble.launcher;

import java.time.Duration;
import java.util.UUID;
import warble.runtime.config.Secret;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.page.PageTokens;
import warble.runtime.redis.RedisConfig;
import warble.runtime.rpc.RpcConfig;

/**
 * What every process is configured by, whichever domains it runs.
 *
 * @param eventLoops threads that serve requests; 0 is two for each core
 * @param management probes and metrics
 * @param redis how to reach Redis
 * @param kafka how to reach Kafka
 * @param pageTokens how page tokens are sealed
 * @param rpc calls between processes
 * @param log what is logged, and how
 * @param shutdown what happens on SIGTERM
 */
record BaseConfig(
    int eventLoops,
    Management management,
    RedisConfig redis,
    KafkaConfig kafka,
    PageTokenKey pageTokens,
    RpcConfig rpc,
    LogConfig log,
    Shutdown shutdown) {

  BaseConfig {
    if (eventLoops < 0) {
      throw new IllegalArgumentException("eventLoops: " + eventLoops + " (expected: 0 or more)");
    }
  }

  /** The key of page tokens, shared by all processes; empty where no domain has pages. */
  record PageTokenKey(Secret key) {

    private static final int SHORTEST = 32;

    PageTokenKey {
      int length = key.value().length();
      if (length > 0 && length < SHORTEST) {
        throw new IllegalArgumentException(
            "key: " + length + " characters (expected: " + SHORTEST + " or more)");
      }
    }

    boolean isAbsent() {
      return key.value().isEmpty();
    }

    /** Where nobody shares a key nobody seals a token, and any key will do. */
    PageTokens tokens() {
      return new PageTokens(isAbsent() ? new Secret(UUID.randomUUID().toString()) : key);
    }
  }

  /** Where probes and metrics are served; port 0 asks the system for a free one. */
  record Management(String host, int port) {

    Management {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
      }
    }
  }

  /**
   * How the process ends.
   *
   * @param drainDelay from saying that it is not ready to no longer accepting
   * @param timeout for what is in flight
   */
  record Shutdown(Duration drainDelay, Duration timeout) {}

  /** In how many threads requests are served, resolved. */
  int threads() {
    return eventLoops > 0 ? eventLoops : 2 * Runtime.getRuntime().availableProcessors();
  }
}
