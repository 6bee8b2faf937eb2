package warble.devstack;

import java.util.Optional;

/**
 * A part of the stack that can be started, stopped and killed alone, again and again on the same
 * data and port.
 */
interface Component {
  String name();

  /**
   * Returns when the component serves.
   *
   * @return what is worth a word on the user's screen
   */
  String start() throws Exception;

  /** Returns when nothing is left running. */
  void stop() throws Exception;

  /** Ends it without a chance to tidy up, as far as a component can that lives in this JVM. */
  default void kill() throws Exception {
    stop();
  }

  /** Its main process, while it has one of its own. */
  default Optional<ProcessHandle> process() {
    return Optional.empty();
  }
}
