package warble.launcher;

import java.util.List;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import warble.runtime.Domain;

/** What {@code up} is asked for. */
final class UpOptions {

  private static final int PORT_UNSET = Integer.MIN_VALUE;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description =
          "Port of the HTTP API; 8080 unless configured otherwise. 0 picks a free one for it and"
              + " for every backing service.")
  int port = PORT_UNSET;

  @Option(
      names = "--ephemeral",
      description = "Starts from empty, and keeps nothing of it afterwards.")
  boolean ephemeral;

  @ArgGroup Choice choice = new Choice();

  @Mixin ConfigOptions config = new ConfigOptions();

  @Option(
      names = "--detach",
      description = "Returns when Warble is ready and leaves it running; see down, status, logs.")
  boolean detach;

  /** Refuses what no configuration can make good. */
  void check() {
    if (port != PORT_UNSET && (port < 0 || port > 65535)) {
      throw new CommandFailure(ExitCode.USAGE, "--port: " + port + " (expected: 0..65535)");
    }
  }

  /** All domains, some, or all but some. */
  static final class Choice {

    @Option(
        names = "--only",
        split = ",",
        paramLabel = "DOMAIN",
        description = "Starts these domains only, for example --only user,post.")
    List<String> only = List.of();

    @Option(
        names = "--except",
        split = ",",
        paramLabel = "DOMAIN",
        description = "Starts all domains but these.")
    List<String> except = List.of();

    List<Domain<?>> domains() {
      return only.isEmpty() ? Domains.except(except) : Domains.named(only);
    }
  }
}
