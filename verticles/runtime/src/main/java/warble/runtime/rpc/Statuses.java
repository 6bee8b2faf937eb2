package warble.runtime.rpc;

/** The one table between {@link Failure} and {@code google.rpc.Status}. */
public final class Statuses {

  private Statuses() {}
}
