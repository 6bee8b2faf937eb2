package warble.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where log lines go. Set up in code, because parsing an XML file for it delays the start. */
final class Logging {

  private static final String TEXT = "%d{yyyy-MM-dd HH:mm:ss.SSS} %-5level %logger{20} - %msg%n";

  private static final String WARBLE = "warble";

  private Logging() {}

  /** To a file; at 10 MiB it is put aside, and the last three are kept. */
  static void toFile(Path file, LogConfig config) {
    LoggerContext context = context();
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setFile(file.toString());
    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setFileNamePattern(file + ".%i");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(3);
    rolling.setParent(appender);
    rolling.setContext(context);
    rolling.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setMaxFileSize(FileSize.valueOf("10 mb"));
    size.setContext(context);
    size.start();
    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(size);
    start(context, appender, config);
  }

  /** To standard output, where a cluster collects it. */
  static void toStandardOutput(LogConfig config) {
    start(context(), new ConsoleAppender<>(), config);
  }

  private static LoggerContext context() {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    return context;
  }

  private static void start(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, LogConfig config) {
    appender.setContext(context);
    appender.setEncoder(encoder(context, config.format()));
    appender.start();
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    Level level = Level.toLevel(config.level().name());
    // What libraries tell of every day hides what Warble has to tell.
    root.setLevel(level.equals(Level.INFO) ? Level.WARN : level);
    context.getLogger(WARBLE).setLevel(level);
    root.addAppender(appender);
    // Vert.x registers a gauge again for each request.
    context.getLogger("io.micrometer.core.instrument.MeterRegistry").setLevel(Level.ERROR);
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogConfig.Format format) {
    return switch (format) {
      case TEXT -> {
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(TEXT);
        text.start();
        yield text;
      }
      case JSON -> {
        JsonEncoder json = new JsonEncoder();
        json.setWithContext(false);
        json.setWithSequenceNumber(false);
        json.setContext(context);
        json.start();
        yield json;
      }
    };
  }
}
