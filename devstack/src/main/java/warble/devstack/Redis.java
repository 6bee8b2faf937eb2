package warble.devstack;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A single Redis that writes every change to a file and syncs it each second. */
final class Redis implements Component {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int TIMEOUT_MILLIS = 1000;

  private final Path data;
  private final int port;
  private final Binaries binaries;
  private @Nullable ChildProcess process;

  Redis(Path data, int port, Binaries binaries) {
    this.data = data;
    this.port = port;
    this.binaries = binaries;
  }

  @Override
  public String name() {
    return "redis";
  }

  @Override
  public String start() throws IOException, InterruptedException {
    Files.createDirectories(data);
    Orphans.stop("redis-server", data);
    Ports.require(port, name());
    var server =
        ChildProcess.start(Platform.tethered("TERM", command()), data.resolveSibling("redis.log"));
    process = server;
    Deadline.after(PATIENCE)
        .await(() -> isReady(server), "not ready after " + PATIENCE.toSeconds() + " s");
    return "port " + port;
  }

  private List<String> command() throws IOException {
    return List.of(
        binaries.redis().toString(),
        "--port",
        Integer.toString(port),
        "--bind",
        Ports.HOST,
        "--dir",
        data.toString(),
        "--save",
        "",
        "--appendonly",
        "yes",
        "--appendfsync",
        "everysec",
        "--maxmemory",
        "256mb",
        "--maxmemory-policy",
        "noeviction",
        "--set-proc-title",
        "no");
  }

  /** While it loads its file it answers LOADING. */
  private boolean isReady(ChildProcess server) throws IOException {
    server.requireAlive();
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral(Ports.HOST), port), TIMEOUT_MILLIS);
      socket.setSoTimeout(TIMEOUT_MILLIS);
      socket.getOutputStream().write("PING\r\n".getBytes(US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), US_ASCII).equals("+PONG");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void stop() throws IOException, InterruptedException {
    if (process != null) {
      process.stop("TERM");
    }
  }

  @Override
  public void kill() throws InterruptedException {
    if (process != null) {
      process.kill();
    }
  }

  @Override
  public Optional<ProcessHandle> process() {
    return Optional.ofNullable(process).map(ChildProcess::handle);
  }
}
