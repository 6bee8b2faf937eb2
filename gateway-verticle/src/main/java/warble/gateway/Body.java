package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * The body of one request. It stays with the client until the request is found worth reading it;
 * otherwise it is thrown away as it comes, because the next request of the connection is behind it.
 */
final class Body {

  private static final Failure GONE = new Failure.Cancelled("the client went away");
  private static final Failure FULL =
      new Failure.Unavailable("too many request bodies at once", Duration.ofSeconds(1));
  private static final Duration LINGER = Duration.ofSeconds(1);

  /** The client need not send the rest (RFC 9113, section 8.1). */
  private static final long NO_ERROR = 0;

  private final HttpServerRequest request;
  private final Bodies limits;
  private final Promise<Buffer> whole = Promise.promise();
  private final Buffer content = Buffer.buffer();
  private final boolean announced;
  private boolean begun;
  private boolean wanted;
  private long received;
  private long held;

  Body(HttpServerRequest request, Bodies limits) {
    this.request = request;
    this.limits = limits;
    announced = isAnnounced(request);
    HeadTimeout.headArrived(request, announced);
    if (announced) {
      request.pause();
      request.exceptionHandler(_ -> whole.tryFail(GONE.exception()));
      request.response().endHandler(_ -> close());
    }
  }

  private static boolean isAnnounced(HttpServerRequest request) {
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || length(request) > 0
        || (isStream(request) && !request.headers().contains(HttpHeaders.CONTENT_LENGTH));
  }

  /** Of HTTP/2, whose connection has other streams, and where a body needs no announcement. */
  private static boolean isStream(HttpServerRequest request) {
    return request.version() == HttpVersion.HTTP_2;
  }

  private static long length(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null ? 0 : Long.parseLong(length);
  }

  /** Reads it. It is held until the request is answered. */
  Future<Buffer> read() {
    if (!announced) {
      return Future.succeededFuture(content);
    }
    boolean packed = isPacked();
    wanted = true;
    if (expectsContinue()) {
      request.response().writeContinue();
    }
    receive();
    return packed ? whole.future().map(this::inflate) : whole.future();
  }

  private boolean isPacked() {
    if (!request.headers().contains(HttpHeaders.CONTENT_ENCODING)) {
      return false;
    }
    String coding =
        request.headers().getAll(HttpHeaders.CONTENT_ENCODING).stream()
            .map(line -> line.strip().toLowerCase(Locale.ROOT))
            .filter(line -> !line.equals("identity"))
            .collect(Collectors.joining(", "));
    boolean packed = coding.equals(Gzip.NAME) || coding.equals("x-gzip");
    if (!coding.isEmpty() && !(packed && limits.gzip())) {
      String known = limits.gzip() ? Gzip.NAME : "identity";
      request.response().headers().set(HttpHeaders.ACCEPT_ENCODING, known);
      throw HttpRefusal.unsupportedMediaType("is encoded otherwise (expected: " + known + ")");
    }
    return packed;
  }

  private Buffer inflate(Buffer packed) {
    received = 0;
    try {
      return packed.length() == 0 ? packed : Gzip.inflate(packed, this::grow);
    } catch (IOException malformed) {
      throw Failure.invalid("body", "is not the gzip that it is said to be").exception();
    }
  }

  /** What a body stands for has the limits that it has itself: a few bytes can stand for many. */
  private void grow(int bytes) {
    received += bytes;
    if (received > limits.most()) {
      throw HttpRefusal.inflatedTooLarge(limits.most());
    }
    hold(bytes);
  }

  private void hold(int bytes) {
    if (!limits.budget().take(bytes)) {
      throw FULL.exception();
    }
    held += bytes;
  }

  private boolean expectsContinue() {
    return "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
  }

  /** When nobody needs it any more: what was read is forgotten, what was not is thrown away. */
  void close() {
    if (wanted) {
      limits.budget().giveBack(held);
      held = 0;
      wanted = false;
    }
    if (!announced || begun) {
      return;
    }
    if (expectsContinue()) {
      // The client may send the body or not, so nobody knows where the next request begins.
      closeLater();
    } else {
      receive();
    }
  }

  private void receive() {
    if (begun) {
      return;
    }
    begun = true;
    request.handler(this::take);
    request.endHandler(_ -> end());
    long timer =
        limits
            .vertx()
            .setTimer(limits.timeout().toMillis(), _ -> refuse(HttpRefusal.bodyTooSlow()));
    whole.future().onComplete(_ -> limits.vertx().cancelTimer(timer));
    if (length(request) > limits.most()) {
      refuse(HttpRefusal.bodyTooLarge(limits.most()));
    }
    request.resume();
  }

  private void end() {
    HeadTimeout.bodyArrived(request);
    whole.tryComplete(content);
  }

  private void take(Buffer chunk) {
    received += chunk.length();
    if (received > limits.most()) {
      refuse(HttpRefusal.bodyTooLarge(limits.most()));
    } else if (wanted && !whole.future().isComplete()) {
      keep(chunk);
    }
  }

  private void keep(Buffer chunk) {
    try {
      hold(chunk.length());
      content.appendBuffer(chunk);
    } catch (FailureException full) {
      whole.tryFail(full);
    }
  }

  /** Whatever the answer is, and if it was given already: the rest of the body is not awaited. */
  private void refuse(HttpRefusal refusal) {
    if (!whole.tryFail(refusal)) {
      return;
    }
    if (request.response().ended()) {
      cut();
    } else {
      request.response().endHandler(_ -> closeLater());
    }
  }

  /** To close on unread bytes resets the connection, and the client may lose the answer. */
  private void closeLater() {
    limits.vertx().setTimer(LINGER.toMillis(), _ -> cut());
  }

  private void cut() {
    if (isStream(request)) {
      request.response().reset(NO_ERROR);
    } else {
      request.connection().close();
    }
  }
}
