package warble.launcher;

import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which Warble of this machine a command is about. */
final class StateOption {

  @Option(
      names = "--state",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = ".warble",
      description =
          "Folder for data and logs, relative to the checkout; one Warble runs on each (default:"
              + " ${DEFAULT-VALUE}).")
  Path state = Path.of(".warble");

  Home home() {
    return Home.of(state);
  }
}
