package warble.runtime.rpc;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;

/** Reaches the services of this process over the local event bus, without serialisation. */
final class LocalTransport implements Transport {

  /** A service that is not there may be being deployed. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  /** The bus insists on a time-out; the deadline of the call comes before it. */
  private static final Duration SLACK = Duration.ofSeconds(1);

  private final EventBus bus;

  LocalTransport(EventBus bus) {
    this.bus = bus;
  }

  static String address(String service) {
    return "rpc:" + service;
  }

  @Override
  public Future<Payload> send(Call call) {
    return request(call).compose(reply -> answer(call, reply));
  }

  @Override
  public Future<MessageSource> stream(Call call) {
    return request(call).compose(reply -> messages(call, reply));
  }

  private Future<Reply> request(Call call) {
    return bus.<Reply>request(address(call.service()), call, options(call))
        .map(Message::body)
        .recover(cause -> undelivered(call, cause));
  }

  private static DeliveryOptions options(Call call) {
    Duration timeout = call.context().deadline().remaining().plus(SLACK);
    return PassThroughCodec.options().setSendTimeout(timeout.toMillis());
  }

  private static Future<Payload> answer(Call call, Reply reply) {
    return switch (reply) {
      case Reply.Answered(var response) -> Future.succeededFuture(response);
      case Reply.Streaming _ -> otherShape(call).future();
      case Reply.Failed(var failure) -> failure.future();
    };
  }

  private static Future<MessageSource> messages(Call call, Reply reply) {
    return switch (reply) {
      case Reply.Answered _ -> otherShape(call).future();
      case Reply.Streaming(var messages) -> Future.succeededFuture(messages);
      case Reply.Failed(var failure) -> failure.future();
    };
  }

  /** The two sides have different contracts. */
  private static Failure otherShape(Call call) {
    return new Failure.Unimplemented(
        call.fullMethodName() + " is not both unary and server-streaming");
  }

  private static Future<Reply> undelivered(Call call, Throwable cause) {
    return cause instanceof ReplyException
        ? new Failure.Unavailable(call.service() + " is not deployed", RETRY_AFTER).future()
        : Future.failedFuture(cause);
  }
}
