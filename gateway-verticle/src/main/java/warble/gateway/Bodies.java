package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import warble.runtime.rpc.Failure;

/**
 * Reads the bodies of requests, as far as they are not too large and come in time. The server's own
 * time-outs do not end a request that sends a byte now and then.
 */
final class Bodies {

  private static final Failure GONE = new Failure.Cancelled("the client went away");

  private static final Duration LINGER = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final long most;
  private final Duration timeout;

  /**
   * Sets the limits.
   *
   * @param most bytes a body
   * @param timeout how long it may take to arrive
   */
  Bodies(Vertx vertx, long most, Duration timeout) {
    this.vertx = vertx;
    this.most = most;
    this.timeout = timeout;
  }

  /** Starts to read, whether or not anybody will want the body: the next request is behind it. */
  Future<Buffer> read(HttpServerRequest request) {
    return announces(request) ? collect(request) : Future.succeededFuture(Buffer.buffer());
  }

  private static boolean announces(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || length(request) > 0;
  }

  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  private Future<Buffer> collect(HttpServerRequest request) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> append(request, body, chunk, whole));
    request.endHandler(_ -> whole.tryComplete(body));
    request.exceptionHandler(_ -> whole.tryFail(GONE.exception()));
    long timer =
        vertx.setTimer(timeout.toMillis(), _ -> refuse(request, whole, HttpRefusal.bodyTooSlow()));
    if (length(request) > most) {
      refuse(request, whole, HttpRefusal.bodyTooLarge(most));
    }
    return whole.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void append(HttpServerRequest request, Buffer body, Buffer chunk, Promise<Buffer> whole) {
    if (body.length() + chunk.length() <= most) {
      body.appendBuffer(chunk);
    } else {
      refuse(request, whole, HttpRefusal.bodyTooLarge(most));
    }
  }

  /** Whatever the answer is, and if it was given already: the rest of the body is not awaited. */
  private void refuse(HttpServerRequest request, Promise<Buffer> whole, HttpRefusal refusal) {
    if (!whole.tryFail(refusal)) {
      return;
    }
    if (request.response().ended()) {
      request.connection().close();
    } else {
      request.response().endHandler(_ -> closeLater(request));
    }
  }

  /** To close on unread bytes resets the connection, and the client may lose the answer. */
  private void closeLater(HttpServerRequest request) {
    vertx.setTimer(LINGER.toMillis(), _ -> request.connection().close());
  }
}
