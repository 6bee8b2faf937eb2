package warble.gateway;

/**
 * What the instances of a process share.
 *
 * @param serving what is served now
 * @param revocations tokens that are no good any more
 * @param bodies the memory for bodies of requests
 * @param connections how many are open
 * @param certificates of the server
 */
record Shared(
    CurrentServing serving,
    Revocations revocations,
    BodyBudget bodies,
    Connections connections,
    Certificates certificates) {

  /** What the configuration says; nothing is revoked yet. */
  static Shared of(Serving serving) {
    GatewayConfig config = serving.config();
    return new Shared(
        new CurrentServing(serving),
        new Revocations(),
        new BodyBudget(config.http().maxBodies().bytes()),
        new Connections(config.http().maxConnections()),
        new Certificates(config.http().tls()));
  }
}
