package warble.launcher;

import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program. Its commands are the classes named here. */
@Command(
    name = "./warble",
    description = "A social network on a laptop, or one pod of it on a cluster.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage",
      "3:wrong configuration",
      "4:a backing service cannot be reached or started"
    })
public final class Warble {

  private Warble() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param args the command and its options
   */
  public static void main(String[] args) {
    System.exit(commandLine(args).execute(args));
  }

  static CommandLine commandLine(String... args) {
    CommandLine line = new CommandLine(new Warble());
    commands(args).forEach(line::addSubcommand);
    // What is an option of Maven cannot be known here.
    Optional.ofNullable(line.getSubcommands().get("test"))
        .ifPresent(test -> test.setUnmatchedOptionsArePositionalParams(true));
    return line.setExecutionExceptionHandler(new Complaints())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(false)
        .setUsageHelpWidth(100);
  }

  /** Those that may be meant: to look at the others delays a start by a quarter of a second. */
  private static List<Class<?>> commands(String... args) {
    return switch (args.length == 0 ? "" : args[0]) {
      case "up" -> List.of(UpCommand.class);
      case "run" -> List.of(RunCommand.class);
      default ->
          List.of(
              UpCommand.class,
              DownCommand.class,
              StatusCommand.class,
              LogsCommand.class,
              ResetCommand.class,
              RunCommand.class,
              MigrateCommand.class,
              TopicsCommand.class,
              RoutesCommand.class,
              CountersCommand.class,
              FeedCommand.class,
              KeysCommand.class,
              TestCommand.class,
              FormatCommand.class,
              VersionCommand.class,
              CommandLine.HelpCommand.class);
    };
  }
}
