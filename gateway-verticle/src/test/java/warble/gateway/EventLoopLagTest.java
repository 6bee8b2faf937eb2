package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests that an event loop has no time for. */
final class EventLoopLagTest {

  private static final Duration TICK = Duration.ofMillis(50);

  private long now;
  private final EventLoopLag lag = new EventLoopLag(Duration.ofMillis(100), () -> now);

  @Test
  void aTimerInTimeIsNotLate() {
    pass(TICK);
    lag.tick();
    pass(TICK.plusMillis(100));

    assertThat(lag.isTooLate()).isFalse();
  }

  @Test
  void aTimerThatIsOverdueIsLate() {
    pass(TICK.plusMillis(101));

    assertThat(lag.isTooLate()).isTrue();
  }

  @Test
  void aTimerThatWasLateIsUntilItIsInTimeAgain() {
    pass(TICK.plusMillis(101));
    lag.tick();
    assertThat(lag.isTooLate()).isTrue();

    pass(TICK);
    lag.tick();
    assertThat(lag.isTooLate()).isFalse();
  }

  @Test
  void requestsAreRefusedAndHealthIsNot() {
    try (EchoGateway gateway = EchoGateway.with("gateway.http.max-lag=50ms")) {
      assertThat(gateway.get("/healthz").statusCode()).isEqualTo(200);
      occupy(gateway.vertx(), Duration.ofMillis(300));
      CompletableFuture<HttpResponse<String>> health =
          CompletableFuture.supplyAsync(() -> gateway.get("/healthz"));

      HttpResponse<String> refused = gateway.get("/v1/things");

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(health.join().statusCode()).isEqualTo(200);
    }
  }

  /** Keeps all event loops busy; each new context has the next of them. */
  private static void occupy(Vertx vertx, Duration time) {
    IntStream.range(0, 2 * Runtime.getRuntime().availableProcessors())
        .forEach(_ -> vertx.getOrCreateContext().runOnContext(_ -> spin(time)));
  }

  private static void spin(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
