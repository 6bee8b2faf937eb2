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

  /** Starts to read, whether or not anybody will want the body: the connection needs it read. */
  Future<Buffer> read(HttpServerRequest request) {
    return announces(request) ? collect(request) : Future.succeededFuture(Buffer.buffer());
  }

  private static boolean announces(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.equals("0"));
  }

  private Future<Buffer> collect(HttpServerRequest request) {
    Promise<Buffer> whole = Promise.promise();
    Buffer body = Buffer.buffer();
    request.handler(chunk -> append(body, chunk, whole));
    request.endHandler(_ -> whole.tryComplete(body));
    request.exceptionHandler(_ -> whole.tryFail(gone()));
    long timer = vertx.setTimer(timeout.toMillis(), _ -> expire(request, whole));
    return whole.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void append(Buffer body, Buffer chunk, Promise<Buffer> whole) {
    if (body.length() + chunk.length() > most) {
      whole.tryFail(HttpRefusal.bodyTooLarge(most));
    } else {
      body.appendBuffer(chunk);
    }
  }

  private static Throwable gone() {
    return new Failure.Cancelled("the client went away").exception();
  }

  /** A request that was refused before its body had come must not hold its connection either. */
  private static void expire(HttpServerRequest request, Promise<Buffer> whole) {
    if (whole.tryFail(HttpRefusal.bodyTooSlow()) && request.response().ended()) {
      request.connection().close();
    }
  }
}
