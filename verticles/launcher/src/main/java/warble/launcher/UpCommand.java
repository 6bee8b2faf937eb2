package warble.launcher;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code up}: starts Warble on this machine. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts the backing services and the domains, says when they are ready, and runs until it is"
          + " stopped by Ctrl-C or SIGTERM.",
      "Data survives in the state folder; reset deletes it."
    })
final class UpCommand implements Callable<Integer> {

  @Mixin private StateOption state = new StateOption();
  @Mixin private UpOptions options = new UpOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    Home home = state.home().make();
    Progress progress = Progress.onStandardOutput();
    if (options.detach && !Background.isThisProcess()) {
      return Background.start(home, arguments(), progress);
    }
    if (!StateLock.take(home)) {
      throw alreadyUp(home);
    }
    new Laptop(home, options, progress).run();
    return ExitCode.OK.number();
  }

  private java.util.List<String> arguments() {
    return spec.commandLine().getParseResult().originalArgs();
  }

  private static CommandFailure alreadyUp(Home home) {
    String running =
        RunFile.read(home)
            .map(file ->
                ": pid " + file.get("pid") + ", " + file.get("state") + " " + file.get("url"))
            .orElse("");
    return new CommandFailure(
        ExitCode.FAILED,
        "Warble is up already" + running.stripTrailing() + "; " + home.downCommand() + " stops it");
  }
}
