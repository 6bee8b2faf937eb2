package warble.gateway;

/**
 * A binding of an HTTP method and a path to a method of a service.
 *
 * @param service full name of the service
 * @param method short name of the method
 * @param verb HTTP method, {@code *} for any
 * @param template the paths
 * @param transcoder between JSON and the messages of the method
 * @param options what the configuration says about the method
 * @param cookies the cookies that stand for fields
 */
record Route(
    String service,
    String method,
    String verb,
    PathTemplate template,
    Transcoder transcoder,
    GatewayConfig.RouteOptions options,
    RouteCookies cookies) {

  /** The method's name as configuration and errors spell it: {@code package.Service/Method}. */
  String name() {
    return service + "/" + method;
  }
}
