package warble.gateway;

import java.util.List;

/**
 * What the instances of a process share.
 *
 * @param pages what is answered without a service
 * @param routes what is answered by one
 * @param revocations tokens that are no good any more
 * @param bodies the memory for bodies of requests
 * @param connections how many are open
 * @param certificates of the server
 */
record Shared(
    Pages pages,
    Routes routes,
    Revocations revocations,
    BodyBudget bodies,
    Connections connections,
    Certificates certificates) {

  /** What the configuration and its routes say; nothing is revoked yet. */
  static Shared of(GatewayConfig config, List<Route> routes) {
    return new Shared(
        new Pages(routes, config.docs()),
        new Routes(routes),
        new Revocations(),
        new BodyBudget(config.http().maxBodies().bytes()),
        new Connections(config.http().maxConnections()),
        new Certificates(config.http().tls()));
  }
}
