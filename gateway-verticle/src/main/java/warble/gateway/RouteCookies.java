package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import warble.gateway.GatewayConfig.CookieOptions;

/**
 * The cookies of a route, with the fields that they stand for.
 *
 * @param read taken into the request when the field is absent
 * @param set filled from the response
 * @param clear deleted by the response
 */
record RouteCookies(List<Bound> read, List<Bound> set, List<CookieOptions> clear) {

  /** A cookie, and the number of the string field that it stands for. */
  record Bound(CookieOptions cookie, int field) {}

  /**
   * Looks the fields up.
   *
   * @throws IllegalArgumentException when one is no string of its message
   */
  static RouteCookies of(
      GatewayConfig.RouteOptions options,
      MethodDescriptor method,
      Map<String, CookieOptions> cookies) {
    return new RouteCookies(
        bound(options.readCookies(), method.getInputType(), cookies),
        bound(options.setCookies(), method.getOutputType(), cookies),
        options.clearCookies().stream().map(name -> cookie(name, cookies)).toList());
  }

  private static List<Bound> bound(
      Map<String, String> fields, Descriptor type, Map<String, CookieOptions> cookies) {
    return fields.entrySet().stream()
        .map(it -> new Bound(cookie(it.getKey(), cookies), WireFields.number(type, it.getValue())))
        .toList();
  }

  private static CookieOptions cookie(String name, Map<String, CookieOptions> cookies) {
    return Objects.requireNonNull(cookies.get(name), name);
  }
}
