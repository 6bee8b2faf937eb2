package warble.user;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import warble.runtime.rpc.Failure;
import warble.user.SessionStore.Rotation;

/**
 * Begins, prolongs and ends sessions.
 *
 * <p>A refresh token is good for one use. When a used one comes again, its session ends with all
 * its tokens, for either the thief or the victim holds a copy (RFC 9700, section 4.14.2). That
 * holds for two refreshes at the same time too: one wins, and the other ends the session.
 */
final class Sessions {

  private static final int TOKEN_ID_BYTES = 16;

  private static final Failure INVALID =
      new Failure.Unauthenticated("REFRESH_TOKEN_INVALID", "the session is over; log in again");

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
    return store.start(first, tokenId).compose(now -> pair(first, tokenId, now));
  }

  /** Exchanges a refresh token for the next pair. */
  Future<TokenPair> refresh(String refreshToken) {
    return RefreshToken.parse(refreshToken).map(this::refresh).orElseGet(INVALID::future);
  }

  private Future<TokenPair> refresh(RefreshToken used) {
    RefreshToken next = used.next();
    String tokenId = RandomText.ofBytes(TOKEN_ID_BYTES);
    return store
        .rotate(used, next, tokenId)
        .compose(rotation ->
            switch (rotation) {
              case Rotation.Rotated(Instant now) -> pair(next, tokenId, now);
              case Rotation.Reused(List<String> alive) ->
                  revocations.tokens(alive).compose(_ -> REUSED.future());
              case Rotation.Unknown() -> INVALID.future();
            });
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
    // The session first: if the second step fails, the access token still lets the caller try
    // again.
    return RefreshToken.parse(refreshToken)
        .filter(token -> token.userId() == userId)
        .map(store::end)
        .orElseGet(() -> Future.succeededFuture(List.of()))
        .map(ids -> Stream.concat(ids.stream(), present(tokenId)).distinct().toList())
        .compose(revocations::tokens);
  }

  private static Stream<String> present(String tokenId) {
    return Stream.of(tokenId).filter(id -> !id.isEmpty());
  }

  /** Ends every session of a user and kills all their access tokens. */
  Future<Void> endAll(long userId) {
    return store.endAll(userId).compose(now -> revocations.user(userId, now));
  }
}
