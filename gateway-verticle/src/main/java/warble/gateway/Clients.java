package warble.gateway;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells who sent a request. {@code X-Forwarded-For} is read from the right, as far as the proxies
 * that wrote it are trusted: anybody can write what stands further left.
 */
final class Clients {

  private final List<IpSubnetFilterRule> trusted;

  /**
   * Trusts some proxies.
   *
   * @param trustedProxies addresses as CIDR, for example {@code 10.0.0.0/8}
   * @throws IllegalArgumentException when one is malformed
   */
  Clients(List<String> trustedProxies) {
    trusted =
        trustedProxies.stream()
            .map(cidr -> new IpSubnetFilterRule(cidr, IpFilterRuleType.ACCEPT))
            .toList();
  }

  Client of(HttpServerRequest request) {
    String peer = request.remoteAddress().hostAddress();
    if (!isTrusted(peer)) {
      return new Client(peer, request.isSSL());
    }
    return new Client(
        forwarded(peer, request),
        request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
  }

  private String forwarded(String peer, HttpServerRequest request) {
    List<String> hops =
        request.headers().getAll("X-Forwarded-For").stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .toList();
    String client = peer;
    for (String hop : hops.reversed()) {
      if (!isTrusted(client) || address(hop) == null) {
        break;
      }
      client = hop;
    }
    return client;
  }

  private boolean isTrusted(String text) {
    InetAddress address = address(text);
    return address != null
        && trusted.stream().anyMatch(rule -> rule.matches(new InetSocketAddress(address, 0)));
  }

  /** Never asks DNS. */
  private static @Nullable InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }
}
