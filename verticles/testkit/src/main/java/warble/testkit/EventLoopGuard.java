package warble.testkit;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fails a test class after which the log says that an event loop was blocked, or that a buffer
 * leaked. It registers itself in every module that has the testkit on its class path.
 */
public final class EventLoopGuard implements AfterAllCallback {

  private static final List<String> FORBIDDEN = List.of("has been blocked for", "LEAK:");

  private static final Recorder RECORDER = new Recorder();

  static {
    // Read by Netty when its first buffer is made; this class is loaded before any test.
    System.setProperty("io.netty.leakDetection.level", "paranoid");
    RECORDER.attach();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    check();
  }

  static void check() {
    lookForLeaks();
    List<String> found = RECORDER.take();
    if (!found.isEmpty()) {
      throw new AssertionError(String.join(System.lineSeparator(), found));
    }
  }

  /** For the tests of the guard itself. */
  static void forget() {
    RECORDER.take();
  }

  /** A leak is reported when a later buffer is made after its garbage was collected. */
  private static void lookForLeaks() {
    System.gc();
    PooledByteBufAllocator.DEFAULT.buffer().release();
  }

  private static final class Recorder extends AppenderBase<ILoggingEvent> {

    private final Queue<String> found = new ConcurrentLinkedQueue<>();

    void attach() {
      LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
      setContext(logging);
      start();
      logging.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
      String message = event.getFormattedMessage();
      if (FORBIDDEN.stream().anyMatch(message::contains)) {
        found.add(message);
      }
    }

    List<String> take() {
      return Stream.generate(found::poll).takeWhile(message -> message != null).toList();
    }
  }
}
