package warble.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static warble.testkit.Futures.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class EventLoopGuardTest {

  private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private static final Appender<ILoggingEvent> CONSOLE = ROOT.getAppender("console");

  /** The output of a build is searched for what is provoked here. */
  @BeforeAll
  static void beQuiet() {
    ROOT.detachAppender(CONSOLE);
  }

  @AfterAll
  static void beHeard() {
    ROOT.addAppender(CONSOLE);
  }

  @Test
  void aBlockedEventLoopIsNoticed() {
    Vertx vertx =
        Vertx.vertx(
            new VertxOptions()
                .setMaxEventLoopExecuteTime(1)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setBlockedThreadCheckInterval(20)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
    CountDownLatch noticed = new CountDownLatch(1);
    vertx.runOnContext(_ -> awaitUninterruptibly(noticed));

    awaitReport("has been blocked for");

    noticed.countDown();
    await(vertx.close());
    EventLoopGuard.forget();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitReport(String text) {
    await()
        .untilAsserted(() ->
            assertThatThrownBy(EventLoopGuard::check)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(text));
  }

  @Test
  void aLeakedBufferIsNoticed() {
    leak();

    awaitReport("LEAK:");
  }

  private static void leak() {
    PooledByteBufAllocator.DEFAULT.buffer().writeInt(1);
  }
}
