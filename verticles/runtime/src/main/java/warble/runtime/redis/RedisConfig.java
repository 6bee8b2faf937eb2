package warble.runtime.redis;

import java.time.Duration;
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
    java.util.List<HostPort> nodes,
    boolean cluster,
    boolean tls,
    Secret password,
    Duration connectTimeout,
    Duration commandTimeout) {}
