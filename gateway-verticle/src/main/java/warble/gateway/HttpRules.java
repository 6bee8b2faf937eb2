package warble.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.json.JsonCodec;

/** Turns the {@code google.api.http} rules of a protoset into routes. */
final class HttpRules {

  private static final Logger LOG = LoggerFactory.getLogger(HttpRules.class);

  private final GatewayConfig config;
  private final JsonCodec codec;
  private final RateRules limits;
  private final Map<String, String> owners = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private HttpRules(GatewayConfig config, JsonCodec codec) {
    this.config = config;
    this.codec = codec;
    this.limits = RateRules.of(config.rateLimits().rules());
  }

  /**
   * The routes of all methods that have a rule. A method with a rule that cannot be served has
   * none, if the configuration says that it may be skipped.
   *
   * @throws IllegalArgumentException when a rule cannot be served; it lists all of them with file,
   *     service, method and reason
   */
  static List<Route> routes(Protoset protoset, GatewayConfig config) {
    Compiled compiled = compile(protoset, config);
    compiled.skipped().forEach(problem -> LOG.warn("skipped {}", problem));
    return compiled.routes();
  }

  /**
   * What can be served, and what cannot.
   *
   * @param routes the routes
   * @param skipped a sentence for each rule that is left out, with file, service, method and reason
   */
  record Compiled(List<Route> routes, List<String> skipped) {}

  /** As {@link #routes}, and tells what is left out. */
  static Compiled compile(Protoset protoset, GatewayConfig config) {
    HttpRules rules = new HttpRules(config, protoset.codec());
    List<Route> routes =
        protoset.services().stream()
            .flatMap(service -> service.getMethods().stream())
            .filter(method -> method.getOptions().hasExtension(AnnotationsProto.http))
            .flatMap(rules::routes)
            .toList();
    if (!rules.problems.isEmpty() && !config.skipBadMethods()) {
      throw new IllegalArgumentException("protoset: " + String.join("\n", rules.problems));
    }
    return new Compiled(routes, List.copyOf(rules.problems));
  }

  private Stream<Route> routes(MethodDescriptor method) {
    HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
    int before = problems.size();
    List<Route> routes =
        Stream.concat(Stream.of(rule), rule.getAdditionalBindingsList().stream())
            .flatMap(one -> route(method, one))
            .toList();
    return problems.size() == before ? routes.stream() : Stream.empty();
  }

  private Stream<Route> route(MethodDescriptor method, HttpRule rule) {
    try {
      Route route = route(binding(method, rule));
      own(route);
      return Stream.of(route);
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

  private Route route(Binding binding) {
    GatewayConfig.RouteOptions options = config.route(binding.name());
    RouteCookies cookies = RouteCookies.of(options, binding.method(), config.cookies());
    EventIds events = EventIds.of(options, binding.method());
    if (binding.method().isServerStreaming()) {
      require(cookies.set().isEmpty(), "set-cookies has no one response to take them from");
    } else {
      require(!options.timeout().isZero(), "timeout 0s is for methods that stream");
      require(events.isEmpty(), "event-id and last-event-id are for methods that stream");
    }
    return new Route(
        binding, new Transcoder(binding, codec, options), options, cookies, events, limits);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** Two rules that match the same requests would leave it to chance who is called. */
  private void own(Route route) {
    String requests = route.verb() + " " + route.template().shape();
    String owner = owners.putIfAbsent(requests, route.name());
    require(owner == null, requests + " is already bound to " + owner);
  }

  private static Binding binding(MethodDescriptor method, HttpRule rule) {
    if (method.isClientStreaming()) {
      throw new IllegalArgumentException("a stream of requests is not served over HTTP");
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
