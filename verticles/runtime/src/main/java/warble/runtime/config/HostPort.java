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

  /**
   * Reads {@code host:port} or {@code [address]:port}.
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(text + " (expected: host:port)");
    }
    return new HostPort(
        host(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
  }

  private static String host(String text) {
    boolean bracketed = text.startsWith("[") && text.endsWith("]");
    if (!bracketed && text.indexOf(':') >= 0) {
      throw new IllegalArgumentException(text + " (expected: [address]:port)");
    }
    return bracketed ? text.substring(1, text.length() - 1) : text;
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
