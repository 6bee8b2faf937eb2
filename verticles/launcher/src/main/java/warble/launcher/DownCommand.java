package warble.launcher;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code down}: stops a Warble that runs on this machine. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    description = "Stops a running Warble and returns when all its processes have ended.")
final class DownCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Mixin private final StateOption state = new StateOption();

  @Override
  public Integer call() {
    Home home = state.home();
    RunFile file = RunFile.read(home).orElse(new RunFile(java.util.Map.of()));
    Progress progress = Progress.onStandardOutput();
    var launcher = file.process("pid", Processes.LAUNCHER);
    var devstack = file.process("pid.devstack", Processes.DEVSTACK);
    if (launcher.isEmpty() && devstack.isEmpty()) {
      progress.say(Status.of(home).table());
      return ExitCode.OK.number();
    }
    long startedAt = System.nanoTime();
    launcher.ifPresent(ProcessHandle::destroy);
    launcher.ifPresent(process -> Processes.awaitEnd(process, PATIENCE));
    devstack.ifPresent(process -> Processes.awaitEnd(process, PATIENCE));
    progress.say("Stopped in " + Progress.seconds(Progress.since(startedAt)));
    return ExitCode.OK.number();
  }
}
