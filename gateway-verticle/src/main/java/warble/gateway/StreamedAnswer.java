package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import warble.runtime.rpc.FailureException;

/**
 * Writes the messages of one call as they come, and no faster than the client reads. The answer
 * begins with the first message: what fails before is answered like any other failure.
 */
final class StreamedAnswer {

  private final Promise<Void> done = Promise.promise();
  private final Exchange exchange;
  private final StreamFormat format;
  private final HttpServerResponse response;
  private boolean begun;
  private boolean empty = true;

  StreamedAnswer(Exchange exchange, StreamFormat format) {
    this.exchange = exchange;
    this.format = format;
    this.response = exchange.arrival().request().response();
  }

  /** Writes all of them; the stream is paused. */
  void write(ReadStream<Buffer> messages) {
    messages.exceptionHandler(this::fail);
    messages.endHandler(_ -> finish());
    messages.handler(message -> write(message, messages));
    messages.resume();
  }

  /** Completes when all is written; fails with what went wrong before anything was. */
  Future<Void> done() {
    return done.future();
  }

  /**
   * Looks every so often whether the answer may go on, and keeps a silent connection from being
   * taken for a dead one.
   *
   * @param check throws when it may not
   */
  void beat(Vertx vertx, Duration interval, Runnable check) {
    long timer = vertx.setPeriodic(interval.toMillis(), _ -> beat(check));
    done.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void beat(Runnable check) {
    try {
      check.run();
      heartbeat();
    } catch (FailureException refused) {
      fail(refused);
    }
  }

  private void heartbeat() {
    if (format.heartbeat().length() == 0) {
      return;
    }
    begin(format.type());
    if (!done.future().isComplete() && !response.writeQueueFull()) {
      response.write(format.heartbeat());
    }
  }

  private void write(Buffer message, ReadStream<Buffer> messages) {
    if (done.future().isComplete()) {
      return;
    }
    Buffer id = format.id(exchange.route().events().id(message));
    Future.succeededFuture(message)
        .map(exchange.route().transcoder()::response)
        .onSuccess(content -> write(id, content))
        .onFailure(this::fail);
    if (!done.future().isComplete() && response.writeQueueFull()) {
      messages.pause();
      response.drainHandler(_ -> messages.resume());
    }
  }

  private void write(Buffer id, Content content) {
    begin(format.type().isEmpty() ? content.type() : format.type());
    if (!done.future().isComplete()) {
      response.write(id.appendBuffer(format.frame(content.bytes(), empty)));
      empty = false;
    }
  }

  /** A request for the head is answered as soon as there is one. */
  private void begin(String type) {
    if (begun || done.future().isComplete()) {
      return;
    }
    begun = true;
    if (!type.isEmpty()) {
      response.putHeader(HttpHeaders.CONTENT_TYPE, type);
    }
    if (exchange.arrival().request().method().equals(HttpMethod.HEAD)) {
      stop();
      response.end();
    } else {
      unbounded(exchange.arrival().request());
    }
  }

  /** HTTP/1.0 knows no chunks: the body ends with the connection (RFC 9112, section 6.3). */
  private void unbounded(HttpServerRequest request) {
    if (request.version() == HttpVersion.HTTP_1_0) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
      response.endHandler(_ -> request.connection().close());
    } else {
      response.setChunked(true);
    }
  }

  private void finish() {
    if (!done.future().isComplete()) {
      begin(format.type());
    }
    if (done.tryComplete()) {
      response.end(format.end(empty));
    }
  }

  /** There are no more messages, for this reason. */
  void fail(Throwable cause) {
    boolean first = begun ? done.tryComplete() : done.tryFail(cause);
    exchange.cancellation().cancel();
    if (first && begun && !response.closed()) {
      tell(cause);
    }
  }

  /** Raw bytes have no place for a failure: that they are not all of them shows by the reset. */
  private void tell(Throwable cause) {
    if (format == StreamFormat.RAW) {
      response.reset();
      return;
    }
    Buffer status = Answers.status(exchange.arrival().requestId(), cause);
    response.end(format.error(status, empty).appendBuffer(format.end(false)));
  }

  private void stop() {
    done.tryComplete();
    exchange.cancellation().cancel();
  }
}
