package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the libraries write what they have to say. */
final class Logs {
  private Logs() {}

  /** Must run before the first logger is made. The file begins anew with every start. */
  static void writeTo(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    System.setProperty("org.slf4j.simpleLogger.logFile", file.toString());
    System.setProperty("org.slf4j.simpleLogger.showDateTime", "true");
    System.setProperty("org.slf4j.simpleLogger.dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    // Kafka asks Log4j for its loggers' levels, and Log4j complains when it has no other work.
    System.setProperty(
        "log4j2.loggerContextFactory",
        "org.apache.logging.log4j.simple.SimpleLoggerContextFactory");
    System.setProperty(
        "org.slf4j.simpleLogger.defaultLogLevel",
        System.getProperty("warble.devstack.log", "warn"));
  }
}
