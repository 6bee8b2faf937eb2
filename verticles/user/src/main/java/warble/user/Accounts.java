package warble.user;

import io.vertx.core.Future;
import warble.runtime.rpc.Failure;

/** Makes accounts, changes them, and recognises their owners. */
final class Accounts {

  /** Tells nothing about which part was wrong. */
  private static final Failure WRONG =
      new Failure.Unauthenticated("CREDENTIALS_WRONG", "wrong e-mail address or password");

  private final UserRepository users;
  private final Passwords passwords;
  private final LoginThrottle throttle;
  private final AddressShares shares;

  Accounts(
      UserRepository users, Passwords passwords, LoginThrottle throttle, AddressShares shares) {
    this.users = users;
    this.passwords = passwords;
    this.throttle = throttle;
    this.shares = shares;
  }

  /**
   * Makes an account. That its names are free is decided by the database alone.
   *
   * @param address of the client; empty when nobody knows
   */
  Future<User> register(Registration registration, String address) {
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
  Future<User> authenticate(Credentials credentials, String address) {
    return throttle.attempt(
        credentials.email(), address, () -> shares.run(address, () -> recognised(credentials)));
  }

  private Future<User> recognised(Credentials credentials) {
    Password password = credentials.password();
    return users
        .account(credentials.email())
        .compose(found ->
            found.map(account -> verified(account, password)).orElseGet(() -> refused(password)));
  }

  private Future<User> verified(Account account, Password password) {
    return passwords
        .matches(password, account.passwordHash())
        .compose(right -> right ? renewed(account, password) : WRONG.future());
  }

  /** Hashes anew after a change of the parameters. That this is not possible now refuses nobody. */
  private Future<User> renewed(Account account, Password password) {
    return passwords.isCurrent(account.passwordHash())
        ? Future.succeededFuture(account.user())
        : passwords
            .hash(password)
            .compose(hash -> users.rehash(account, hash))
            .otherwiseEmpty()
            .map(account.user());
  }

  private Future<User> refused(Password password) {
    return passwords.compareWithNobody(password).compose(_ -> WRONG.future());
  }

  /** Changes the profile of a user. */
  Future<User> change(long userId, ProfileChange change) {
    return users
        .update(userId, change)
        .map(user -> user.orElseThrow(() -> Profiles.unknown(userId)));
  }
}
