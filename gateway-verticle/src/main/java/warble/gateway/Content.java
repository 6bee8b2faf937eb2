package warble.gateway;

import io.vertx.core.buffer.Buffer;

/**
 * The body of a request or of an answer.
 *
 * @param type its media type, empty when nobody said
 * @param bytes all of it
 */
record Content(String type, Buffer bytes) {

  static final String JSON = "application/json";

  static Content json(Buffer bytes) {
    return new Content(JSON, bytes);
  }
}
