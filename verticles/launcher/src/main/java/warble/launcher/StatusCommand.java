package warble.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what runs on this machine. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = "Lists what runs: process ids, ports, memory, time since the start.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:everything is up", "1:something or everything is down"})
final class StatusCommand implements Callable<Integer> {

  @Mixin private final StateOption state = new StateOption();

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Override
  public Integer call() {
    Status status = Status.of(state.home());
    Progress.onStandardOutput().say(json ? status.json() : status.table());
    return (status.isUp() ? ExitCode.OK : ExitCode.FAILED).number();
  }
}
