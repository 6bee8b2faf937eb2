package warble.runtime;

import java.time.Instant;

/**
 * The identifiers of users, posts and comments: 53 bits, {@code (ms since 2025-01-01) << 12 | low
 * 12 bits of a sequence}, assigned by Postgres. Their order is the order of creation.
 */
public final class EntityId {

  /** 2025-01-01T00:00:00Z. */
  public static final Instant EPOCH = Instant.parse("2025-01-01T00:00:00Z");

  /** The greatest identifier: 53 bits are exact in a JSON number and in a Redis score. */
  public static final long MAX = (1L << 53) - 1;

  private static final int SEQUENCE_BITS = 12;

  private EntityId() {}

  /** When the thing with this identifier was made, to the millisecond. */
  public static Instant createdAt(long id) {
    return EPOCH.plusMillis(id >>> SEQUENCE_BITS);
  }

  /** The smallest identifier that can be assigned at this moment. */
  public static long firstAt(Instant moment) {
    return (moment.toEpochMilli() - EPOCH.toEpochMilli()) << SEQUENCE_BITS;
  }
}
