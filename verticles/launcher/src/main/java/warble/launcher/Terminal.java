package warble.launcher;

/** Whether a person sits at the other end; the script that starts the program asks the system. */
final class Terminal {

  private Terminal() {}

  static boolean isOutput() {
    return Boolean.getBoolean("warble.terminal.output");
  }

  static boolean isInput() {
    return Boolean.getBoolean("warble.terminal.input");
  }
}
