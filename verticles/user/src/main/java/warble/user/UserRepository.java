package warble.user;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import warble.runtime.EntityId;
import warble.runtime.postgres.Postgres;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;

/** Users in Postgres. */
final class UserRepository {

  /** What the clocks of this process and of Postgres may differ by. */
  private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

  private final ReadServers servers;
  private final Duration readYourWrites;

  /**
   * Over these servers.
   *
   * @param readYourWrites age up to which a user may be unknown to the replica
   */
  UserRepository(ReadServers servers, Duration readYourWrites) {
    this.servers = servers;
    this.readYourWrites = readYourWrites;
  }

  /** Adds a user, or fails with {@link Failure.AlreadyExists} that names the field. */
  Future<Owner> insert(Username username, Email email, String passwordHash) {
    String sql =
        """
        INSERT INTO users (username, email, password_hash) VALUES ($1, $2, $3)
        RETURNING id, username, email, display_name, bio
        """;
    return servers
        .primaryOnly()
        .preparedQuery(sql)
        .mapping(UserRepository::owner)
        .execute(Tuple.of(username.value(), email.value(), passwordHash))
        .map(rows -> rows.iterator().next())
        .recover(UserRepository::taken);
  }

  private static Future<Owner> taken(Throwable failure) {
    return Postgres.isUniqueViolation(failure, "users_username_key")
        ? new Failure.AlreadyExists("username", "this username is taken").future()
        : Postgres.isUniqueViolation(failure, "users_email_key")
            ? new Failure.AlreadyExists("email", "this e-mail address is taken").future()
            : Future.failedFuture(failure);
  }

  /**
   * The account with this address. Asked of one server alone, the primary while it is there: who
   * has just registered can log in, and an unknown address takes as long to find out as a known
   * one.
   */
  Future<Optional<Account>> account(Email email) {
    String sql =
        """
        SELECT id, username, email, display_name, bio, password_hash FROM users
        WHERE lower(email) = $1
        """;
    return servers.primary(
        server -> first(server, sql, Tuple.of(email.value()), UserRepository::account));
  }

  /** Replaces the hash of a password, unless somebody else has done so meanwhile. */
  Future<Void> rehash(Account account, String passwordHash) {
    String sql = "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2";
    return servers
        .primaryOnly()
        .preparedQuery(sql)
        .execute(Tuple.of(account.owner().user().id(), account.passwordHash(), passwordHash))
        .mapEmpty();
  }

  /** Changes the fields that are named, and returns the user after it. */
  Future<Optional<Owner>> update(long id, ProfileChange change) {
    String sql =
        """
        UPDATE users SET
          display_name = CASE WHEN $2 THEN $3 ELSE display_name END,
          bio = CASE WHEN $4 THEN $5 ELSE bio END
        WHERE id = $1
        RETURNING id, username, email, display_name, bio
        """;
    Tuple values =
        Tuple.of(
            id,
            change.changes(ProfileChange.Field.DISPLAY_NAME),
            change.displayName(),
            change.changes(ProfileChange.Field.BIO),
            change.bio());
    return first(servers.primaryOnly(), sql, values, UserRepository::owner);
  }

  /** A user who reads themselves: asked of the primary, for they may have changed it just now. */
  Future<Optional<Owner>> self(long id) {
    String sql =
        """
        SELECT id, username, email, display_name, bio FROM users WHERE id = $1
        """;
    return servers.primary(server -> first(server, sql, Tuple.of(id), UserRepository::owner));
  }

  /** The user with this name. A name does not tell its age, so the primary has the last word. */
  Future<Optional<User>> named(Username username) {
    return servers
        .replica(server -> named(server, username))
        .compose(found ->
            found.isPresent()
                ? Future.succeededFuture(found)
                : named(servers.primaryOnly(), username));
  }

  private static Future<Optional<User>> named(SqlClient server, Username username) {
    String sql =
        """
        SELECT id, username, display_name, bio FROM users WHERE lower(username) = lower($1)
        """;
    return first(server, sql, Tuple.of(username.value()), UserRepository::user);
  }

  /**
   * The users with these identifiers, in no order; unknown ones are left out. That a young one is
   * unknown the primary alone can say: while it is away, such a question fails. Nobody has an
   * identifier of the future, whoever asks.
   */
  Future<List<User>> byIds(Collection<Long> ids) {
    return servers.replica(server -> byIds(server, ids)).compose(found -> withYoung(ids, found));
  }

  /** The same, to be kept: fails when nobody is there who knows them as they are. */
  Future<List<User>> toKeep(Collection<Long> ids) {
    return servers.inStep(server -> byIds(server, ids)).compose(found -> withYoung(ids, found));
  }

  /** The same of users who have just changed, not to be kept. */
  Future<List<User>> justChanged(Collection<Long> ids) {
    return servers.primary(server -> byIds(server, ids));
  }

  private Future<List<User>> withYoung(Collection<Long> ids, List<User> found) {
    long future = EntityId.firstAt(Instant.now().plus(CLOCK_SKEW));
    Set<Long> known = found.stream().map(User::id).collect(Collectors.toSet());
    List<Long> missing =
        ids.stream().filter(id -> isYoung(id) && id < future && !known.contains(id)).toList();
    return missing.isEmpty()
        ? Future.succeededFuture(found)
        : byIds(servers.primaryOnly(), missing)
            .map(rest -> Stream.concat(found.stream(), rest.stream()).toList());
  }

  /** Whether the replica may not have this user yet. */
  boolean isYoung(long id) {
    return id >= EntityId.firstAt(Instant.now().minus(readYourWrites));
  }

  private static Future<List<User>> byIds(SqlClient server, Collection<Long> ids) {
    String sql =
        """
        SELECT id, username, display_name, bio FROM users WHERE id = ANY ($1)
        """;
    return server
        .preparedQuery(sql)
        .mapping(UserRepository::user)
        .execute(Tuple.of(ids.toArray(Long[]::new)))
        .map(UserRepository::list);
  }

  private static <T> Future<Optional<T>> first(
      SqlClient server, String sql, Tuple values, Function<Row, T> record) {
    return server
        .preparedQuery(sql)
        .mapping(record)
        .execute(values)
        .map(rows -> list(rows).stream().findFirst());
  }

  private static <T> List<T> list(RowSet<T> rows) {
    return StreamSupport.stream(rows.spliterator(), false).toList();
  }

  private static Account account(Row row) {
    return new Account(owner(row), row.getString("password_hash"));
  }

  private static Owner owner(Row row) {
    return new Owner(user(row), new Email(row.getString("email")));
  }

  private static User user(Row row) {
    return new User(
        row.getLong("id"),
        new Username(row.getString("username")),
        row.getString("display_name"),
        row.getString("bio"));
  }
}
