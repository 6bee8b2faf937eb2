package warble.devstack;

import java.io.IOException;

/** Signals that {@link ProcessHandle} does not know: it sends SIGTERM and SIGKILL only. */
final class Signals {
  private Signals() {}

  /** A process that is gone already is no error. */
  static void send(String signal, long pid) throws IOException, InterruptedException {
    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pid + " 2>/dev/null")
        .start()
        .waitFor();
  }
}
