package warble.launcher;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a person is told when everything is up.
 *
 * @param domains the domains of this process
 * @param port port of the HTTP API, 0 without the gateway
 * @param managementPort port of probes and metrics
 * @param log where the log is
 * @param stop how it is stopped
 */
record ReadyText(List<String> domains, int port, int managementPort, String log, String stop) {

  /** The end of the last line: tells a process that relays the lines that no more will come. */
  static final String LAST_WORDS = " stops it.";

  void print(Progress progress) {
    progress.headline("Ready in " + Progress.seconds(sinceTheCommand()));
    progress.say("");
    if (port > 0) {
      progress.say("  API          " + url() + "/api/v1");
    }
    progress.say("  Management   " + management() + "/healthz/ready, /metrics");
    progress.say("  Log          " + log);
    missing(progress);
    progress.say("");
    if (port > 0) {
      progress.say("Try: " + firstCall());
    }
    progress.say(stop + LAST_WORDS);
  }

  private void missing(Progress progress) {
    List<String> missing =
        Domains.names().stream().filter(name -> !domains.contains(name)).toList();
    if (!missing.isEmpty()) {
      progress.say("  Without      " + String.join(", ", missing));
      progress.say("               (calls to them fail, unless rpc.services says where they are)");
    }
  }

  private String firstCall() {
    return "curl -sS "
        + url()
        + "/api/v1/register -H 'Content-Type: application/json'"
        + " -d '{\"username\": \"ada\", \"email\": \"ada@example.org\", \"password\": \"correct horse\"}'";
  }

  /** The script tells when it was started, in milliseconds since 1970. */
  private static Duration sinceTheCommand() {
    Instant jvm = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    long start = Long.getLong("warble.started", jvm.toEpochMilli());
    return Duration.between(Instant.ofEpochMilli(start), Instant.now());
  }

  /** For later commands. */
  Map<String, String> values() {
    return Map.of(
        "url", url(),
        "api.port", Integer.toString(port),
        "management.url", management(),
        "domains", String.join(",", domains));
  }

  private String url() {
    return port > 0 ? "http://localhost:" + port : "";
  }

  private String management() {
    return "http://localhost:" + managementPort;
  }
}
