package warble.runtime.rpc;

import io.vertx.core.buffer.Buffer;

/** Where the response messages of a server-streaming call come from, as many as are asked for. */
interface MessageSource {

  /** Who takes the messages. */
  interface Sink {

    /** Takes one, in protobuf wire format. */
    void message(Buffer message);

    /** There are no more. */
    void end();

    /** There will be no more; an expected cause is a {@link FailureException}. */
    void fail(Throwable cause);
  }

  /** Says who takes the messages; none comes yet. */
  void start(Sink sink);

  /** Asks for some more. */
  void fetch(int messages);
}
