package warble.user;

import io.vertx.core.Future;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;

/** Makes accounts, changes them, and recognises their owners. */
final class Accounts {

  /** Tells nothing about which part was wrong. */
  private static final Failure WRONG =
      new Failure.Unauthenticated("CREDENTIALS_WRONG", "wrong e-mail address or password");

  private final UserRepository users;
  private final UserCache cache;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final AddressShares shares;

  Accounts(
      UserRepository users,
      UserCache cache,
      Passwords passwords,
      LoginThrottle throttle,
      AddressShares shares) {
    this.users = users;
    this.cache = cache;
    this.passwords = passwords;
    this.throttle = throttle;
    this.shares = shares;
  }

  /**
   * Makes an account. That its names are free is decided by the database alone.
   *
   * @param address of the client; empty when nobody knows
   */
  Future<Owner> register(Registration registration, String address) {
    return shares
        .run(address, () -> passwords.hash(registration.password()))
        .compose(hash -> users.insert(registration.username(), registration.email(), hash));
  }

  /**
   * The user whose credentials these are; {@link Failure.Unauthenticated} when they are wrong,
   * {@link Failure.ResourceExhausted} when too many have been.
   *
   * @param address of the client; empty when nobody knows
   */
  Future<Owner> authenticate(Credentials credentials, String address) {
    return throttle.attempt(
        credentials.email(), address, () -> shares.run(address, () -> recognised(credentials)));
  }

  private Future<Owner> recognised(Credentials credentials) {
    Password password = credentials.password();
    return users
        .account(credentials.email())
        .compose(found ->
            found.map(account -> verified(account, password)).orElseGet(() -> refused(password)));
  }

  private Future<Owner> verified(Account account, Password password) {
    return passwords
        .matches(password, account.passwordHash())
        .compose(right -> right ? renewed(account, password) : WRONG.future());
  }

  /** Hashes anew after a change of the parameters. That this is not possible now refuses nobody. */
  private Future<Owner> renewed(Account account, Password password) {
    return passwords.isCurrent(account.passwordHash())
        ? Future.succeededFuture(account.owner())
        : passwords
            .hash(password)
            .compose(hash -> users.rehash(account, hash))
            .otherwiseEmpty()
            .map(account.owner());
  }

  private Future<Owner> refused(Password password) {
    return passwords.compareWithNobody(password).compose(_ -> WRONG.future());
  }

  /** Changes the profile of a user, for everybody who reads it from then on. */
  Future<Owner> change(long userId, ProfileChange change) {
    return users
        .update(userId, change)
        .onFailure(failure -> doubt(failure, userId))
        .map(owner -> owner.orElseThrow(() -> Profiles.unknown(userId)))
        .compose(owner -> cache.changed(userId).map(owner));
  }

  /** A server that went away while it was asked may have made the change. */
  private void doubt(Throwable failure, long userId) {
    if (ReadServers.isAway(failure)) {
      cache.doubt(userId);
    }
  }
}
