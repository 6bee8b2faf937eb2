package warble.runtime.redis;

import java.time.Duration;
import java.util.List;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;

/**
 * How this process reaches Redis.
 *
 * @param nodes the server, or some nodes of the cluster
 * @param cluster whether the nodes form a Redis Cluster
 * @param tls whether to speak TLS
 * @param password password, empty for none
 * @param connectTimeout how long one attempt to connect may take
 * @param commandTimeout how long a command may take before its caller is told that Redis is away
 */
public record RedisConfig(
    List<HostPort> nodes,
    boolean cluster,
    boolean tls,
    Secret password,
    Duration connectTimeout,
    Duration commandTimeout) {

  public RedisConfig {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("nodes: empty (expected: host:port of at least one)");
    }
    if (!connectTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "connectTimeout: " + connectTimeout + " (expected: more than 0)");
    }
    if (!commandTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "commandTimeout: " + commandTimeout + " (expected: more than 0)");
    }
  }

  /**
   * The same for a link whose commands block in Redis, and are answered late on purpose.
   *
   * @param block how long they block at most
   */
  public RedisConfig blocking(Duration block) {
    return new RedisConfig(
        nodes, cluster, tls, password, connectTimeout, commandTimeout.plus(block));
  }
}
