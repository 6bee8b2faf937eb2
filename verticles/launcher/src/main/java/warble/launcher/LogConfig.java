package warble.launcher;

/**
 * What is logged, and how.
 *
 * @param format for people or for machines
 * @param level the least that is logged
 */
record LogConfig(Format format, Level level) {

  /** How a line looks. */
  enum Format {
    TEXT,
    JSON
  }

  /** The least that is logged. */
  enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG
  }
}
