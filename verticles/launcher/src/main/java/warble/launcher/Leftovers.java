package warble.launcher;

import java.time.Duration;

/** What is left on this machine of a Warble that was killed. */
final class Leftovers {

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private Leftovers() {}

  /** The devstack of a Warble that was killed stops by itself, and may still be at it. */
  static void clear(Home home, Progress progress) {
    RunFile.read(home)
        .flatMap(file -> file.process("pid.devstack", Processes.DEVSTACK))
        .ifPresent(devstack -> awaitEnd(devstack, progress));
    RunFile.delete(home);
    Folders.delete(home.ephemeral());
  }

  private static void awaitEnd(ProcessHandle devstack, Progress progress) {
    progress.say("  Waiting for what an earlier start left: devstack, pid " + devstack.pid());
    Processes.awaitEnd(devstack, PATIENCE);
  }
}
