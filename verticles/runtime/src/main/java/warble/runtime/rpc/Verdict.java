package warble.runtime.rpc;

/** What the end of a call says of who should have answered it. */
enum Verdict {
  /** It is there. */
  ANSWERED,
  /** It is away, or hangs. */
  FAILED,
  /** Nothing: the caller went away first. */
  NONE
}
