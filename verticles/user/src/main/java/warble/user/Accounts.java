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

  Accounts(UserRepository users, Passwords passwords) {
    this.users = users;
    this.passwords = passwords;
  }

  /** Makes an account. That its names are free is decided by the database alone. */
  Future<User> register(Registration registration) {
    return passwords
        .hash(registration.password())
        .compose(hash -> users.insert(registration.username(), registration.email(), hash));
  }

  /** The user whose credentials these are; {@link Failure.Unauthenticated} when they are wrong. */
  Future<User> authenticate(Credentials credentials) {
    Password password = credentials.password();
    return users
        .account(credentials.email())
        .compose(found ->
            found.map(account -> verified(account, password)).orElseGet(() -> refused(password)));
  }

  private Future<User> verified(Account account, Password password) {
    return passwords
        .matches(password, account.passwordHash())
        .compose(right -> right ? Future.succeededFuture(account.user()) : WRONG.future());
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
