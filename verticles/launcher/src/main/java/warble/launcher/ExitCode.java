package warble.launcher;

/** What the program tells the shell. */
enum ExitCode {
  OK(0),
  FAILED(1),
  USAGE(2),
  CONFIGURATION(3),
  BACKING_SERVICE(4);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }
}
