package warble.launcher;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code logs}: the log of the domains. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description =
        "Prints the log of the domains. The backing services' logs are in the same folder.")
final class LogsCommand implements Callable<Integer> {

  private static final int POLL_MILLIS = 200;

  @Mixin private final StateOption state = new StateOption();

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      defaultValue = "100",
      description = "How many of the last lines (default: ${DEFAULT-VALUE}).")
  int lines = 100;

  @Option(
      names = {"-f", "--follow"},
      description = "Goes on with the lines to come, until Ctrl-C.")
  boolean follow;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Home home = state.home();
    if (!Files.exists(home.log())) {
      throw new CommandFailure(
          ExitCode.FAILED, "there is no log yet: " + home.shown(home.log()) + " (./warble up)");
    }
    if (lines < 0) {
      throw new CommandFailure(ExitCode.USAGE, "--lines: " + lines + " (expected: 0 or more)");
    }
    List<String> all = Files.readAllLines(home.log());
    if (all.isEmpty()) {
      System.err.println("The log is empty: there was nothing to tell (log.level).");
    }
    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(System.out::println);
    if (follow) {
      follow(home.log());
    }
    return ExitCode.OK.number();
  }

  /** Starts over when the file was put aside for a new one. */
  private static void follow(Path log) throws IOException, InterruptedException {
    long position = Files.size(log);
    while (true) {
      long size = Files.exists(log) ? Files.size(log) : position;
      if (size > position) {
        System.out.write(read(log, position, size));
        System.out.flush();
      }
      position = size;
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static byte[] read(Path log, long from, long to) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      byte[] bytes = new byte[(int) (to - from)];
      file.seek(from);
      file.readFully(bytes);
      return bytes;
    }
  }
}
