package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.internal.VertxInternal;
import java.net.http.HttpResponse;
import java.time.Duration;
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
      HttpResponse<String> refused =
          await().until(() -> whileBusy(gateway, "/v1/things"), it -> it.statusCode() != 200);

      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(whileBusy(gateway, "/healthz").statusCode()).isEqualTo(200);
    }
  }

  /** Asks while all event loops are busy. */
  private static HttpResponse<String> whileBusy(EchoGateway gateway, String target) {
    ((VertxInternal) gateway.vertx())
        .nettyEventLoopGroup()
        .forEach(loop -> loop.execute(() -> spin(Duration.ofMillis(200))));
    return gateway.get(target);
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
