package warble.loadtest.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server that is measured: a process of its own, on one core. */
final class Server implements AutoCloseable {

  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  /** Of {@code /proc/PID/stat}, counted from behind the name: user and system time. */
  private static final int USER = 11;

  private static final double TICKS_PER_SECOND = 100;

  private final String name;
  private final Process process;
  private final int port;

  private Server(String name, Process process, int port) {
    this.name = name;
    this.process = process;
    this.port = port;
  }

  /** Starts it and waits until it listens. */
  static Server start(Subject.Kind kind, int core, int backend, Path protoset, String label)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", Integer.toString(core)));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Subject.class.getName()));
    command.addAll(List.of(kind.name(), Integer.toString(backend), protoset.toString()));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    var said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(Subject.LISTENS)) {
        int port = Integer.parseInt(line.substring(Subject.LISTENS.length()));
        return new Server(label, process, port);
      }
    }
    throw new IOException(label + " has not started");
  }

  String name() {
    return name;
  }

  int port() {
    return port;
  }

  /** CPU that it has used so far, in seconds. */
  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[USER]) + Long.parseLong(fields[USER + 1])) / TICKS_PER_SECOND;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
