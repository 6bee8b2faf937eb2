package warble.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code format}: the script does it, for it must work when the code does not compile. */
@Command(name = "format", mixinStandardHelpOptions = true, description = "Formats the code.")
final class FormatCommand implements Callable<Integer> {

  @Option(names = "--check", description = "Only says what is not formatted, and fails.")
  boolean check;

  @Parameters(arity = "0..*", hidden = true)
  List<String> arguments = List.of();

  @Override
  public Integer call() {
    throw new CommandFailure(ExitCode.USAGE, "format: start it by the script ./warble");
  }
}
