package warble.runtime.config;

/**
 * A TCP address, written {@code host:port}, or {@code [2001:db8::1]:port} for IPv6.
 *
 * @param host a host name or an address
 * @param port 0 to 65535; 0 asks the system for a free one where something listens
 */
public record HostPort(String host, int port) {

  public HostPort {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty (expected: host:port)");
    }
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port: " + port + " (expected: 0..65535)");
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
