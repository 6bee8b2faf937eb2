package warble.devstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What this operating system offers for keeping child processes in hand. */
final class Platform {
  private static final boolean MAC = property("os.name").startsWith("mac");
  private static final boolean ARM = property("os.arch").equals("aarch64");

  private Platform() {}

  private static String property(String name) {
    return System.getProperty(name, "").toLowerCase(Locale.ROOT);
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      return System.getProperty("user.name", "").equals("root");
    }
  }

  static String postgresResource() {
    return "/postgres-%s-%s.txz".formatted(MAC ? "darwin" : "linux", ARM ? "arm_64" : "x86_64");
  }

  static String redisResource() {
    return "/redis-server-7.0.15-%s-%s"
        .formatted(MAC ? "darwin" : "linux", ARM ? "arm64" : "amd64");
  }

  /**
   * Puts a command into a session of its own, so that Ctrl-C in a terminal reaches the parent only,
   * and lets the kernel signal it when the parent is gone. Where the tools are missing, as on
   * macOS, the command stays as it is and what a killed parent leaves is stopped by the next start.
   *
   * @param deathSignal without {@code SIG}
   */
  static List<String> tethered(String deathSignal, List<String> command) {
    var whole = new ArrayList<String>();
    if (isInstalled("setsid")) {
      whole.add("setsid");
    }
    if (isInstalled("setpriv")) {
      whole.addAll(List.of("setpriv", "--pdeathsig", deathSignal, "--"));
    }
    whole.addAll(command);
    return whole;
  }

  /** Whether a program is there and ends well. */
  static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException absent) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isInstalled(String program) {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
