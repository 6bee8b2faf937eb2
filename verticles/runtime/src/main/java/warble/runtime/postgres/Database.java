package warble.runtime.postgres;

/**
 * A database that a domain owns.
 *
 * @param config where it is
 * @param migrations class-path location of its Flyway migrations, for example {@code db/post}
 */
public record Database(PostgresConfig config, String migrations) {}
