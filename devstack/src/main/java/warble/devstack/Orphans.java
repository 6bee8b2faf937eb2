package warble.devstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Processes that a killed devstack left on a data folder. */
final class Orphans {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Orphans() {}

  /**
   * Stops them, and returns when they are gone.
   *
   * @param program the name of the executable
   * @param data the folder in which it works: without both it is not ours, and is left alone
   */
  static void stop(String program, Path data) throws IOException, InterruptedException {
    var ours =
        ProcessHandle.allProcesses().filter(process -> works(process, program, data)).toList();
    for (var orphan : ours) {
      // The fast shutdown of Postgres, and a clean one of Redis.
      Signals.send("INT", orphan.pid());
    }
    try {
      Deadline.after(PATIENCE)
          .await(() -> areGone(ours), program + " of an earlier run does not stop");
    } catch (IOException e) {
      ours.forEach(ProcessHandle::destroyForcibly);
      Deadline.after(PATIENCE)
          .await(() -> areGone(ours), program + " of an earlier run cannot be killed");
    }
  }

  private static boolean works(ProcessHandle process, String program, Path data) {
    return process.info().command().filter(command -> command.endsWith("/" + program)).isPresent()
        && (data.equals(workingDirectory(process)) || isArgument(process, data));
  }

  private static boolean areGone(List<ProcessHandle> processes) {
    return processes.stream().noneMatch(ProcessHandle::isAlive);
  }

  /**
   * Both servers change to their data folder; the relative path stands for a system that does not
   * tell.
   */
  private static Path workingDirectory(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
    } catch (IOException e) {
      return Path.of("");
    }
  }

  private static boolean isArgument(ProcessHandle process, Path data) {
    return process
        .info()
        .arguments()
        .map(Arrays::asList)
        .orElse(List.of())
        .contains(data.toString());
  }
}
