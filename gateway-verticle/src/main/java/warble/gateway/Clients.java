package warble.gateway;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
    InetAddress peer = Objects.requireNonNull(address(request.remoteAddress().hostAddress()));
    if (!isTrusted(peer)) {
      return new Client(peer, request.isSSL());
    }
    return new Client(
        forwarded(peer, request),
        request.isSSL() || "https".equalsIgnoreCase(request.getHeader("X-Forwarded-Proto")));
  }

  private InetAddress forwarded(InetAddress peer, HttpServerRequest request) {
    List<String> hops =
        request.headers().getAll("X-Forwarded-For").stream()
            .flatMap(line -> Arrays.stream(line.split(",")))
            .map(String::strip)
            .toList();
    InetAddress client = peer;
    for (String hop : hops.reversed()) {
      InetAddress before = address(hop);
      if (!isTrusted(client) || before == null) {
        break;
      }
      client = before;
    }
    return client;
  }

  private boolean isTrusted(InetAddress address) {
    return trusted.stream().anyMatch(rule -> rule.matches(new InetSocketAddress(address, 0)));
  }

  /** Never asks DNS. An IPv4 address that is written as IPv6 is still an IPv4 address. */
  private static @Nullable InetAddress address(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }
}
