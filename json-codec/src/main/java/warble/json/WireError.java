package warble.json;

/** Bytes that are no protobuf message, or hold a value that has no JSON. */
public final class WireError extends CodecError {

  private final boolean malformed;

  WireError(String message, int offset, boolean malformed) {
    super(message, offset);
    this.malformed = malformed;
  }

  /** Whether the bytes are no message at all; otherwise a value in them has no JSON. */
  public boolean malformed() {
    return malformed;
  }
}
