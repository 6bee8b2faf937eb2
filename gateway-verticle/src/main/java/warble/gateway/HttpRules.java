package warble.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import warble.json.JsonCodec;

/** Turns the {@code google.api.http} rules of a protoset into routes. */
final class HttpRules {

  private final GatewayConfig config;
  private final JsonCodec codec;
  private final List<String> problems = new ArrayList<>();

  private HttpRules(GatewayConfig config, JsonCodec codec) {
    this.config = config;
    this.codec = codec;
  }

  /**
   * The routes of all methods that have a rule.
   *
   * @throws IllegalArgumentException when a rule cannot be served; it lists all of them with file,
   *     method and reason
   */
  static List<Route> routes(Protoset protoset, GatewayConfig config) {
    HttpRules rules = new HttpRules(config, protoset.codec());
    List<Route> routes =
        protoset.services().stream()
            .flatMap(service -> service.getMethods().stream())
            .filter(method -> method.getOptions().hasExtension(AnnotationsProto.http))
            .flatMap(rules::routes)
            .toList();
    if (!rules.problems.isEmpty()) {
      throw new IllegalArgumentException("protoset: " + String.join("\n", rules.problems));
    }
    return routes;
  }

  private Stream<Route> routes(MethodDescriptor method) {
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    return Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream())
        .flatMap(one -> route(method, one));
  }

  private Stream<Route> route(MethodDescriptor method, HttpRule rule) {
    try {
      Binding binding = binding(method, rule);
      GatewayConfig.RouteOptions options = config.route(binding.name());
      return Stream.of(
          new Route(
              binding,
              new Transcoder(binding, codec),
              options,
              RouteCookies.of(options, method, config.cookies())));
    } catch (IllegalArgumentException refused) {
      problems.add(
          "%s: %s/%s: %s"
              .formatted(
                  method.getFile().getName(),
                  method.getService().getFullName(),
                  method.getName(),
                  refused.getMessage()));
      return Stream.empty();
    }
  }

  private static Binding binding(MethodDescriptor method, HttpRule rule) {
    if (method.isClientStreaming() || method.isServerStreaming()) {
      throw new IllegalArgumentException("streaming methods are not served over HTTP");
    }
    return switch (rule.getPatternCase()) {
      case GET -> binding(method, "GET", rule.getGet(), rule);
      case PUT -> binding(method, "PUT", rule.getPut(), rule);
      case POST -> binding(method, "POST", rule.getPost(), rule);
      case DELETE -> binding(method, "DELETE", rule.getDelete(), rule);
      case PATCH -> binding(method, "PATCH", rule.getPatch(), rule);
      case CUSTOM -> binding(method, rule.getCustom().getKind(), rule.getCustom().getPath(), rule);
      case PATTERN_NOT_SET -> throw new IllegalArgumentException("the rule has no path");
    };
  }

  private static Binding binding(MethodDescriptor method, String verb, String path, HttpRule rule) {
    return new Binding(
        method, verb, PathTemplate.parse(path), rule.getBody(), rule.getResponseBody());
  }
}
