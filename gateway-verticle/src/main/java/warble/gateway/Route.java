package warble.gateway;

import com.google.protobuf.DescriptorProtos.MethodOptions;

/**
 * A binding of an HTTP method and a path to a method of a service.
 *
 * @param binding the rule
 * @param transcoder between JSON and the messages of the method
 * @param options what the configuration says about the method
 * @param cookies the cookies that stand for fields
 * @param events the fields that are ids of events
 * @param limits how often it may be called
 */
record Route(
    Binding binding,
    Transcoder transcoder,
    GatewayConfig.RouteOptions options,
    RouteCookies cookies,
    EventIds events,
    RateRules limits) {

  /** Full name of the service. */
  String service() {
    return binding.method().getService().getFullName();
  }

  /** Short name of the method. */
  String method() {
    return binding.method().getName();
  }

  /** Whether the answer is any number of messages. */
  boolean isStreaming() {
    return binding.method().isServerStreaming();
  }

  /** HTTP method, {@code *} for any. */
  String verb() {
    return binding.verb();
  }

  /** Whether a call does no harm when it is made twice: as HTTP or the contract says. */
  boolean isRepeatable() {
    return verb().equals("GET")
        || binding.method().getOptions().getIdempotencyLevel()
            != MethodOptions.IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
  }

  PathTemplate template() {
    return binding.template();
  }

  /** The method's name as configuration and errors spell it: {@code package.Service/Method}. */
  String name() {
    return binding.name();
  }
}
