package warble.runtime.rpc;

/** How a call ended, as a message on the local event bus. */
sealed interface Reply {

  /** It was answered. */
  record Answered(Payload response) implements Reply {}

  /** It is answered with a stream of messages. */
  record Streaming(MessageSource messages) implements Reply {}

  /** It failed, in an expected way or in a way that was logged. */
  record Failed(Failure failure) implements Reply {}
}
