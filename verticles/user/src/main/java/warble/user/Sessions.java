package warble.user;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import warble.runtime.rpc.Failure;
import warble.user.SessionStore.Rotation;

/**
 * Begins, prolongs and ends sessions.
 *
 * <p>A refresh token is good for one use. When a used one comes again, its session ends with all
 * its tokens, for either the thief or the victim holds a copy (RFC 9700, section 4.14.2). Of two
 * refreshes at the same time one wins; the other is refused and ends nothing, for windows of one
 * browser do that: they share the new pair in their cookies. So it is for a short grace.
 *
 * <p>The place of a signature is taken first: who has to come again has used nothing up.
 *
 * <p>A session ends in three steps: it is dead, its access tokens are revoked, it is forgotten.
 * Whoever fails in between leaves a dead session that still knows its access tokens, and the next
 * call with any of its refresh tokens takes the steps that are left.
 */
final class Sessions {

  private static final int TOKEN_ID_BYTES = 16;

  private static final Failure INVALID =
      new Failure.Unauthenticated("REFRESH_TOKEN_INVALID", "the session is over; log in again");

  private static final Failure JUST_USED =
      new Failure.Unauthenticated(
          "REFRESH_TOKEN_JUST_USED",
          "this refresh token was used a moment ago; use the pair that it bought");

  private static final Failure REUSED =
      new Failure.Unauthenticated(
          "REFRESH_TOKEN_REUSED", "this refresh token was used before; log in again");

  private final SessionStore store;
  private final Revocations revocations;
  private final TokenSigner signer;

  Sessions(SessionStore store, Revocations revocations, TokenSigner signer) {
    this.store = store;
    this.revocations = revocations;
    this.signer = signer;
  }

  /** Begins a session. */
  Future<TokenPair> begin(long userId) {
    RefreshToken first = RefreshToken.first(userId);
    String tokenId = RandomText.ofBytes(TOKEN_ID_BYTES);
    return signer.withPlace(
        () -> store.start(first, tokenId).compose(now -> pair(first, tokenId, now)));
  }

  /** Exchanges a refresh token for the next pair. */
  Future<TokenPair> refresh(String refreshToken) {
    return RefreshToken.parse(refreshToken)
        .map(used -> signer.withPlace(() -> refresh(used)))
        .orElseGet(INVALID::future);
  }

  private Future<TokenPair> refresh(RefreshToken used) {
    RefreshToken next = used.next();
    String tokenId = RandomText.ofBytes(TOKEN_ID_BYTES);
    return store
        .rotate(used, next, tokenId)
        .compose(rotation ->
            switch (rotation) {
              case Rotation.Rotated(Instant now) -> pair(next, tokenId, now);
              case Rotation.JustUsed() -> JUST_USED.future();
              case Rotation.TooOften(Duration wait) -> tooOften(wait);
              case Rotation.Reused(List<String> alive) ->
                  revoke(used, alive).compose(_ -> REUSED.future());
              case Rotation.Unknown() -> INVALID.future();
            });
  }

  private static Future<TokenPair> tooOften(Duration wait) {
    return new Failure.ResourceExhausted(
            "REFRESHED_TOO_OFTEN", "the session has too many access tokens alive", wait)
        .future();
  }

  private Future<Void> revoke(RefreshToken dead, List<String> accessTokens) {
    return revocations.tokens(accessTokens).compose(_ -> store.bury(dead));
  }

  private Future<TokenPair> pair(RefreshToken refreshToken, String tokenId, Instant now) {
    return signer
        .sign(refreshToken.userId(), tokenId, now)
        .map(accessToken -> new TokenPair(accessToken, refreshToken.text(), signer.lifetime()));
  }

  /**
   * Ends the session of a refresh token and kills the access token of the call. A refresh token
   * that is no good ends nothing, and that is no failure (RFC 7009, section 2.2).
   *
   * @param userId who calls; a session of somebody else is left alone
   * @param refreshToken as presented, perhaps empty
   * @param tokenId the {@code jti} of the access token of the call, perhaps empty
   */
  Future<Void> end(long userId, String refreshToken, String tokenId) {
    List<String> ofTheCall = Stream.of(tokenId).filter(id -> !id.isEmpty()).toList();
    return RefreshToken.parse(refreshToken)
        .filter(token -> token.userId() == userId)
        .map(token -> end(token, ofTheCall))
        .orElseGet(() -> revocations.tokens(ofTheCall));
  }

  /** The token of the call is revoked last: until then it lets the caller try again. */
  private Future<Void> end(RefreshToken token, List<String> ofTheCall) {
    return store
        .kill(token)
        .map(ids ->
            Stream.concat(ids.stream().filter(id -> !ofTheCall.contains(id)), ofTheCall.stream()))
        .compose(ids -> revoke(token, ids.toList()));
  }

  /** Ends every session of a user and kills all their access tokens. */
  Future<Void> endAll(long userId) {
    return store.endAll(userId).compose(now -> revocations.user(userId, now));
  }
}
