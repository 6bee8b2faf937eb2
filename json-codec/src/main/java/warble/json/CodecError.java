package warble.json;

/**
 * What the codec was given cannot be converted. It carries no stack trace, because hostile input
 * makes many of them.
 */
public abstract sealed class CodecError extends RuntimeException permits JsonError, WireError {

  private final int offset;

  CodecError(String message, int offset) {
    super(message, null, false, false);
    this.offset = offset;
  }

  /** Where it was found, in bytes from the start of the input. */
  public int offset() {
    return offset;
  }
}
