package warble.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where things are on this machine.
 *
 * @param root the checkout
 * @param state what a laptop's Warble keeps, usually {@code .warble} in the checkout
 */
record Home(Path root, Path state) {

  /** Set by the script {@code warble}; without it the working directory is the checkout. */
  static Path checkout() {
    return Path.of(System.getProperty("warble.root", "")).toAbsolutePath().normalize();
  }

  /** The state folder as asked for on the command line. It may not be there. */
  static Home of(Path state) {
    Path root = checkout();
    Home home = new Home(root, state.isAbsolute() ? state : root.resolve(state));
    if (Files.exists(home.state) && !Files.isDirectory(home.state)) {
      throw home.unusable();
    }
    return home;
  }

  /** Makes the folders that are not there. */
  Home make() {
    try {
      for (Path folder : new Path[] {data(), cache(), logs(), run()}) {
        Files.createDirectories(folder);
      }
    } catch (IOException refused) {
      throw unusable();
    }
    return this;
  }

  private CommandFailure unusable() {
    return new CommandFailure(
        ExitCode.FAILED,
        "--state: " + state + " cannot be made or written (expected: a folder of yours)");
  }

  Path conf() {
    return root.resolve("conf");
  }

  Path data() {
    return state.resolve("data");
  }

  /** Data of a start that keeps nothing. */
  Path ephemeral() {
    return state.resolve("ephemeral");
  }

  /** Unpacked binaries and class archives: the same for every state of this checkout. */
  Path cache() {
    return root.resolve(".warble/cache");
  }

  Path logs() {
    return state.resolve("logs");
  }

  Path log() {
    return logs().resolve("warble.log");
  }

  Path run() {
    return state.resolve("run");
  }

  /** How a person stops the Warble of this state. */
  String downCommand() {
    boolean usual = state.equals(root.resolve(".warble"));
    return "./warble down" + (usual ? "" : " --state '" + state + "'");
  }

  /** A path as a person in the checkout would type it. */
  Path shown(Path path) {
    return path.startsWith(root) ? root.relativize(path) : path;
  }
}
