package warble.systemtests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** {@code warble run DOMAIN}: what a pod runs. */
final class DomainProcess implements AutoCloseable {

  private static final Duration START_PATIENCE = Duration.ofSeconds(90);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(40);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Process process;
  private final Path output;
  private final int managementPort;

  private DomainProcess(Process process, Path output, int managementPort) {
    this.process = process;
    this.output = output;
    this.managementPort = managementPort;
  }

  /**
   * Starts it and returns while it is still starting.
   *
   * @param names the file of host names that it looks into, in place of the system's
   */
  static DomainProcess start(
      String domain, Path state, Path names, Map<String, String> environment) {
    int managementPort = Cluster.freePort();
    Path output = state.resolve("run-" + domain + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(
                Program.command(
                    Stream.concat(
                        Archives.used(),
                        Stream.of(
                            "-Xmx160m",
                            "-XX:TieredStopAtLevel=1",
                            "-Djdk.net.hosts.file=" + names,
                            Program.MAIN,
                            "run",
                            domain,
                            "--config-dir",
                            Program.checkout().resolve("conf").toString(),
                            "--profile",
                            "prod",
                            "--set",
                            "management.port=" + managementPort,
                            "--set",
                            "rpc.resolve-interval=200ms",
                            "--set",
                            "shutdown.drain-delay=100ms"))))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    try {
      return new DomainProcess(builder.start(), output, managementPort);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void awaitReady() {
    Awaitility.await("ready, says " + output)
        .atMost(START_PATIENCE)
        .until(() -> !process.isAlive() || isReady());
    if (!process.isAlive()) {
      throw new AssertionError("run ended with " + process.exitValue() + ": " + text());
    }
  }

  private boolean isReady() throws InterruptedException {
    URI probe = URI.create("http://127.0.0.1:" + managementPort + "/healthz/ready");
    try {
      return CLIENT
              .send(HttpRequest.newBuilder(probe).build(), BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException notYet) {
      // It does not listen, or a connection to the one that was killed before ends now.
      return false;
    }
  }

  /** Everything it has written. */
  private String text() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it with SIGKILL, and returns when it is gone. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Asks it to stop, as a cluster does; its exit code. */
  int stop() {
    process.destroy();
    awaitEnd();
    return process.exitValue();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("did not end: " + text());
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Leaves nothing behind, however bad the test has gone. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
