package warble.runtime.rpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.client.GrpcClientRequest;
import io.vertx.grpc.common.GrpcError;
import io.vertx.grpc.common.GrpcErrorException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reaches a service of other processes by gRPC over HTTP/2, balancing over its instances, with the
 * policy of {@link Resilience} for those that fail.
 */
final class Http2Transport implements Transport {

  /** Further attempts of one call, each at another instance if there is one. */
  private static final int RETRIES = 2;

  private final GrpcClient client;
  private final Instances instances;
  private final Circuit circuit;
  private final RetryBudget budget;
  private final Resilience policy;
  private final Counter retried;
  private final Counter cutOff;

  Http2Transport(String service, GrpcClient client, Instances instances, Resilience policy) {
    this.client = client;
    this.instances = instances;
    this.policy = policy;
    this.circuit = new Circuit(service, policy, System::nanoTime);
    this.budget = new RetryBudget(policy.retryShare(), policy.retryFloor(), System::nanoTime);
    this.retried = counter("warble.rpc.retries", "Calls that were made once more", service);
    this.cutOff = counter("warble.rpc.cut.off", "Calls that an open circuit refused", service);
  }

  private static Counter counter(String name, String description, String service) {
    return Counter.builder(name)
        .description(description)
        .tag("service", service)
        .register(Metrics.globalRegistry);
  }

  /** A request on a connection to an instance. */
  private record Connected(SocketAddress instance, GrpcClientRequest<Buffer, Buffer> request) {}

  @Override
  public Future<Payload> send(Call call) {
    return guard(call, request -> new Http2Call(request, call).send());
  }

  @Override
  public Future<MessageSource> stream(Call call) {
    return guard(call, request -> new Http2Stream(request, call).open());
  }

  private <T> Future<T> guard(
      Call call, Function<GrpcClientRequest<Buffer, Buffer>, Future<T>> send) {
    if (!circuit.admits()) {
      cutOff.increment();
      return new Failure.Unavailable(call.service() + " is cut off", policy.circuitOpen()).future();
    }
    budget.called();
    long begun = System.nanoTime();
    return instances
        .inTurn()
        .compose(order -> attempt(call, send, new ArrayDeque<>(order), RETRIES))
        .onComplete((_, cause) -> circuit.ended(verdict(call, cause, begun)))
        .recover(cause -> Future.failedFuture(Http2Call.expected(call, cause)));
  }

  private <T> Future<T> attempt(
      Call call,
      Function<GrpcClientRequest<Buffer, Buffer>, Future<T>> send,
      Deque<SocketAddress> order,
      int retries) {
    return connect(call, order)
        .compose(to -> send(call, send, to))
        .recover(cause -> {
          if (retries == 0 || !mayRepeat(call, cause) || !budget.take()) {
            return Future.failedFuture(cause);
          }
          retried.increment();
          return attempt(call, send, order, retries - 1);
        });
  }

  private <T> Future<T> send(
      Call call, Function<GrpcClientRequest<Buffer, Buffer>, Future<T>> send, Connected to) {
    long begun = System.nanoTime();
    return send.apply(to.request())
        .onComplete((_, cause) -> instances.ended(to.instance(), verdict(call, cause, begun)));
  }

  /**
   * A connection that cannot be had has cost nothing yet, so the next instance may be tried. The
   * one that is taken comes last from then on.
   */
  private Future<Connected> connect(Call call, Deque<SocketAddress> order) {
    if (call.isOver()) {
      return Http2Call.tooLate().future();
    }
    SocketAddress instance = order.poll();
    if (instance == null) {
      return Future.failedFuture(new ConnectException(call.service() + " cannot be reached"));
    }
    return client
        .request(instance)
        .map(request -> {
          order.addLast(instance);
          return new Connected(instance, request);
        })
        .recover(_ -> {
          instances.shun(instance);
          return connect(call, order);
        });
  }

  /** Nothing was done for the call, or it may be done twice. */
  private static boolean mayRepeat(Call call, Throwable cause) {
    return !call.isOver() && (wasNotSent(cause) || (call.repeatable() && isAway(cause)));
  }

  /** The other side says that it has not begun with it (RFC 9113, section 8.7). */
  private static boolean wasNotSent(Throwable cause) {
    return cause instanceof GrpcErrorException refused && refused.error() == GrpcError.UNAVAILABLE;
  }

  /** An answer that says when to come back is an answer of somebody who is there. */
  private static boolean isAway(Throwable cause) {
    return switch (cause) {
      case ConnectException _ -> false;
      case VertxException _, IOException _ -> true;
      case FailureException answer ->
          answer.failure() instanceof Failure.Unavailable(_, var retryAfter) && retryAfter.isZero();
      default -> false;
    };
  }

  private Verdict verdict(Call call, @Nullable Throwable cause, long begun) {
    if (cause == null) {
      return Verdict.ANSWERED;
    }
    if (call.isOver()) {
      boolean hung =
          call.context().deadline().passed()
              && System.nanoTime() - begun >= policy.hungAfter().toNanos();
      return hung ? Verdict.FAILED : Verdict.NONE;
    }
    return isAway(cause) || cause instanceof ConnectException ? Verdict.FAILED : Verdict.ANSWERED;
  }
}
