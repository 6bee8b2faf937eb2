package warble.runtime.rpc;

/** On whose behalf a call is made. */
public sealed interface Caller {

  /** A person whose access token the gateway has checked. {@code id} is a user id. */
  record User(long id) implements Caller {}

  /** Nobody yet: a request without a token. */
  record Anonymous() implements Caller {}

  /** Warble itself, for example a fan-out worker. */
  record Internal() implements Caller {}
}
