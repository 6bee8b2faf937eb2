package warble.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/**
 * Who sent a request.
 *
 * @param address where it came from
 * @param secure whether it used TLS, up to us or up to a trusted proxy
 */
record Client(InetAddress address, boolean secure) {

  private static final int IPV4_BYTES = 4;
  private static final int IPV6_NETWORK_BYTES = 8;

  /**
   * What no other client has: an IPv4 address, or the first 64 bits of an IPv6 address. Whoever is
   * given such a network may use all its addresses.
   */
  String network() {
    byte[] bytes = address.getAddress();
    if (bytes.length == IPV4_BYTES) {
      return address.getHostAddress();
    }
    Arrays.fill(bytes, IPV6_NETWORK_BYTES, bytes.length, (byte) 0);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
    } catch (UnknownHostException wrongLength) {
      throw new IllegalStateException(wrongLength);
    }
  }
}
