package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.vertx.core.buffer.Buffer;

/**
 * The fields that stand for ids of server-sent events, by which a client goes on where a stream
 * broke off (HTML, section 9.2).
 *
 * @param sent number of the field of each response that is the event's id; 0 for none
 * @param last number of the field of the request that the client's last id goes to; 0 for none
 */
record EventIds(int sent, int last) {

  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /**
   * Looks the fields up.
   *
   * @throws IllegalArgumentException when one is no string of its message
   */
  static EventIds of(GatewayConfig.RouteOptions options, MethodDescriptor method) {
    return new EventIds(
        number(method.getOutputType(), options.eventId()),
        number(method.getInputType(), options.lastEventId()));
  }

  private static int number(Descriptor type, String field) {
    return field.isEmpty() ? 0 : WireFields.number(type, field);
  }

  /** Whether there are none. */
  boolean isEmpty() {
    return sent == 0 && last == 0;
  }

  /** The id of a response's event; empty when it has none. */
  String id(Buffer response) {
    return sent == 0 ? "" : WireFields.string(response, sent);
  }

  /** Fills the field of the request from the header, if it is absent. */
  Exchange resume(Exchange exchange) {
    String header = exchange.arrival().request().getHeader(LAST_EVENT_ID);
    return last == 0 || header == null || !WireFields.string(exchange.payload(), last).isEmpty()
        ? exchange
        : exchange.with(WireFields.with(exchange.payload(), last, header));
  }
}
