package warble.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code version}: which Warble this is, on which Java. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the versions of Warble and of Java.")
final class VersionCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    List.of(new Version().getVersion()).forEach(Progress.onStandardOutput()::say);
    return ExitCode.OK.number();
  }
}
