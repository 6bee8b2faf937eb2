package warble.launcher;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What runs on this machine.
 *
 * @param file what the running Warble said of itself, nothing when none runs
 * @param killed whether none runs because it was killed, which has left its file
 * @param parts its processes, and the services inside them; of a killed one, what still stops
 */
record Status(RunFile file, boolean killed, List<Part> parts) {

  private static final RunFile NONE = new RunFile(Map.of());

  private static final String DEVSTACK = "pid.devstack";

  /**
   * A process, or a service inside one.
   *
   * @param up whether it lives and, when it has a port, accepts connections
   * @param pid its process, 0 when it has none
   * @param port where it listens, 0 for nowhere
   * @param memory proportional set size in bytes, 0 when it is part of another's, or unknown
   * @param uptime since the start of its process
   */
  record Part(String name, boolean up, long pid, int port, long memory, Duration uptime) {}

  static Status of(Home home) {
    RunFile last = RunFile.read(home).orElse(NONE);
    return last.process("pid", Processes.LAUNCHER).isPresent()
        ? new Status(last, false, parts(last))
        : new Status(NONE, !last.equals(NONE), parts(last));
  }

  private static List<Part> parts(RunFile file) {
    return List.of(
        process(file, "warble", "pid", "api.port", Stream::of),
        process(file, "devstack", DEVSTACK, "", Stream::of),
        process(file, "postgres", "pid.postgres", "postgres.port", Status::tree),
        process(file, "replica", "pid.replica", "replica.port", Status::tree),
        process(file, "redis", "pid.redis", "redis.port", Stream::of),
        process(file, "kafka", DEVSTACK, "kafka.port", _ -> Stream.of()),
        process(file, "connect", DEVSTACK, "connect.port", _ -> Stream.of()));
  }

  private static Part process(
      RunFile file, String name, String pidKey, String portKey, Memory memory) {
    Optional<ProcessHandle> process = file.process(pidKey, "");
    int port = Integer.parseInt("0" + file.get(portKey));
    return new Part(
        name,
        process.isPresent() && (port == 0 || Ports.accepts(port)),
        process.map(ProcessHandle::pid).orElse(0L),
        port,
        process.stream().flatMap(memory::of).mapToLong(Processes::memory).sum(),
        process.flatMap(it -> it.info().startInstant()).map(Status::since).orElse(Duration.ZERO));
  }

  /** The processes whose memory is counted. */
  private interface Memory {
    Stream<ProcessHandle> of(ProcessHandle process);
  }

  private static Stream<ProcessHandle> tree(ProcessHandle process) {
    return Stream.concat(Stream.of(process), process.descendants());
  }

  private static Duration since(Instant start) {
    return Duration.between(start, Instant.now());
  }

  boolean isUp() {
    return file.get("state").equals("ready") && parts.stream().allMatch(Part::up);
  }

  String json() {
    JsonArray list = new JsonArray();
    parts.forEach(part -> list.add(json(part)));
    return new JsonObject()
        .put("up", isUp())
        .put("state", file.values().getOrDefault("state", "down"))
        .put("url", file.get("url"))
        .put("managementUrl", file.get("management.url"))
        .put("domains", new JsonArray(List.of(file.get("domains").split(",", -1))))
        .put("parts", list)
        .encodePrettily();
  }

  private static JsonObject json(Part part) {
    return new JsonObject()
        .put("name", part.name())
        .put("up", part.up())
        .put("pid", part.pid())
        .put("port", part.port())
        .put("memoryBytes", part.memory())
        .put("uptimeSeconds", part.uptime().toSeconds());
  }

  String table() {
    if (file.equals(NONE)) {
      return killed
          ? "Warble is not running; an earlier one was killed." + remains()
          : "Warble is not running.";
    }
    String rows = parts.stream().map(Status::row).collect(Collectors.joining("\n"));
    long total = parts.stream().mapToLong(Part::memory).sum();
    return String.format("%-10s %-5s %8s %6s %9s  %s%n", "", "", "pid", "port", "memory", "up for")
        + rows
        + String.format("%n%-10s %-5s %8s %6s %9s", "together", "", "", "", mebibytes(total))
        + String.format("%n%s %s", file.get("state"), file.get("url")).stripTrailing();
  }

  private String remains() {
    String names =
        parts.stream().filter(Part::up).map(Part::name).collect(Collectors.joining(", "));
    return names.isEmpty() ? "" : " Still stopping: " + names + ".";
  }

  private static String row(Part part) {
    return String.format(
        "%-10s %-5s %8d %6s %9s  %s",
        part.name(),
        part.up() ? "up" : "down",
        part.pid(),
        part.port() == 0 ? "" : part.port(),
        part.memory() == 0 ? "" : mebibytes(part.memory()),
        clock(part.uptime()));
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }

  private static String clock(Duration time) {
    return String.format(
        Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
