package warble.runtime.rpc;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

/**
 * How this process is called by others, and how it reaches the services that it does not deploy.
 *
 * @param listen where to listen for calls of other processes; nothing listens while {@code
 *     services} is empty
 * @param defaultTimeout the time of a call that no request with a deadline asked for
 * @param maxMessageSize the greatest request or response over the network, 1KiB to 64MiB
 * @param resolveInterval how often host names are resolved again
 * @param services instances by service. A key is the full name of a service, or a part of its
 *     package ({@code user} stands for every service of {@code warble.user.v1}), or {@code default}
 *     for what no other key names. A host name stands for all its addresses
 * @param resilience what is done about services that fail
 */
public record RpcConfig(
    HostPort listen,
    Duration defaultTimeout,
    DataSize maxMessageSize,
    Duration resolveInterval,
    Map<String, List<HostPort>> services,
    Resilience resilience) {

  private static final String DEFAULT = "default";

  public RpcConfig {
    requirePositive("default-timeout", defaultTimeout);
    requirePositive("resolve-interval", resolveInterval);
    if (maxMessageSize.bytes() < 1 << 10 || maxMessageSize.bytes() > 64 << 20) {
      throw new IllegalArgumentException(
          "max-message-size: " + maxMessageSize.bytes() + " bytes (expected: 1KiB..64MiB)");
    }
    services = Map.copyOf(services);
  }

  /** Of a process that does nothing about services that fail. */
  public RpcConfig(
      HostPort listen,
      Duration defaultTimeout,
      DataSize maxMessageSize,
      Duration resolveInterval,
      Map<String, List<HostPort>> services) {
    this(listen, defaultTimeout, maxMessageSize, resolveInterval, services, Resilience.NONE);
  }

  /** Whether other processes take part. */
  boolean distributed() {
    return !services.isEmpty();
  }

  /** Where a service is elsewhere; empty when this process can only have it itself. */
  List<HostPort> instances(String service) {
    return first(Stream.concat(namesOf(service), Stream.of(DEFAULT)));
  }

  /** Whether a key other than the default stands for a service. */
  boolean names(String service) {
    return !first(namesOf(service)).isEmpty();
  }

  private List<HostPort> first(Stream<String> keys) {
    return keys.map(key -> services.getOrDefault(key, List.of()))
        .filter(instances -> !instances.isEmpty())
        .findFirst()
        .orElse(List.of());
  }

  /** The most particular first. */
  private static Stream<String> namesOf(String service) {
    return Stream.concat(Stream.of(service), Stream.of(service.split("\\.")));
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: more than 0)");
    }
  }
}
