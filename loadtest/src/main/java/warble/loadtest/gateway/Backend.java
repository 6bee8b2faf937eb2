package warble.loadtest.gateway;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import warble.loadtest.Load;

/**
 * Answers with the body that it gets. A message of gRPC is an answer of gRPC as it stands, so this
 * is the echo service over HTTP/2, and what a plain proxy needs over HTTP/1.1.
 */
final class Backend {

  private Backend() {}

  /** Starts it on a free port, which it returns. */
  static int start(Vertx vertx) {
    return Load.await(
            vertx
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                .requestHandler(request -> request.body().onSuccess(body -> answer(request, body)))
                .listen())
        .actualPort();
  }

  private static void answer(HttpServerRequest request, Buffer body) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, request.getHeader(HttpHeaders.CONTENT_TYPE));
    if (request.version() == HttpVersion.HTTP_2) {
      response.putTrailer("grpc-status", "0");
    }
    response.end(body);
  }
}
