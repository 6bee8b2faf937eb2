package warble.post;

import warble.runtime.rpc.Failure;

/**
 * What a client calls a request by, so that repeating it makes nothing twice: 1 to 255 printable
 * ASCII characters.
 *
 * <p>Its constructor throws a {@link warble.runtime.rpc.FailureException} that says what is wrong.
 */
record IdempotencyKey(String value) {

  /** The name of the metadata that carries it. */
  static final String HEADER = "idempotency-key";

  private static final int MAX_LENGTH = 255;

  IdempotencyKey {
    if (value.isEmpty()
        || value.length() > MAX_LENGTH
        || !value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      throw Failure.invalid(
              HEADER, "not a key (expected: 1.." + MAX_LENGTH + " printable characters)")
          .exception();
    }
  }
}
