package warble.launcher;

import java.nio.file.Files;
import java.util.Scanner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code reset}: forgets all data. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = "Deletes all data and logs of the state folder, after asking.")
final class ResetCommand implements Callable<Integer> {

  @Mixin private final StateOption state = new StateOption();

  @Option(
      names = {"-y", "--yes"},
      description = "Does not ask.")
  boolean yes;

  @Override
  public Integer call() {
    Home home = state.home();
    Progress progress = Progress.onStandardOutput();
    if (!Files.isDirectory(home.run())) {
      progress.say("There is nothing to delete in " + home.shown(home.state()) + ".");
      return ExitCode.OK.number();
    }
    if (!StateLock.take(home)) {
      throw new CommandFailure(ExitCode.FAILED, "Warble is running: ./warble down first");
    }
    if (!yes && !isConfirmed(home)) {
      throw new CommandFailure(ExitCode.FAILED, "nothing was deleted");
    }
    Leftovers.clear(home, progress);
    Folders.delete(home.data());
    Folders.delete(home.ephemeral());
    Folders.delete(home.logs());
    progress.say("Deleted.");
    return ExitCode.OK.number();
  }

  private static boolean isConfirmed(Home home) {
    if (!Terminal.isInput()) {
      throw new CommandFailure(ExitCode.USAGE, "nobody to ask (expected: --yes)");
    }
    System.out.print("Delete all users, posts and follows in " + home.data() + "? [y/N] ");
    System.out.flush();
    Scanner answer = new Scanner(System.in, java.nio.charset.Charset.defaultCharset());
    return answer.hasNextLine() && answer.nextLine().strip().matches("(?i)y(es)?");
  }
}
