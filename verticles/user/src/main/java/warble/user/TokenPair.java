package warble.user;

import java.time.Duration;

/**
 * What a client holds while it is logged in.
 *
 * @param accessToken JSON Web Token
 * @param refreshToken opaque token that buys the next pair
 * @param lifetime life of the access token
 */
record TokenPair(String accessToken, String refreshToken, Duration lifetime) {

  @Override
  public String toString() {
    return "***";
  }
}
