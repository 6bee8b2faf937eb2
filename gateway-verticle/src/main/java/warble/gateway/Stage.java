package warble.gateway;

import io.vertx.core.Future;

/** A step on a request's way: it lets the exchange pass, changed perhaps, or fails. */
interface Stage {

  Future<Exchange> apply(Exchange exchange);
}
