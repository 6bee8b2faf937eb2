package warble.feed;

import java.time.Duration;
import warble.runtime.kafka.ConsumerConfig;

/**
 * What the feed domain is configured by.
 *
 * @param instances instances of the API verticle; 0 means one per event loop
 * @param authorsWait how long a page waits for the names of its authors
 * @param timelines what is kept in Redis
 * @param fanOut how posts are written to the timelines of followers
 * @param posts how the events of posts are consumed
 * @param follows how the events of follows are consumed
 * @param live how what is new is sent to those who listen
 */
public record FeedConfig(
    int instances,
    Duration authorsWait,
    Limits timelines,
    FanOut fanOut,
    ConsumerConfig posts,
    ConsumerConfig follows,
    Live live) {

  public FeedConfig {
    require(instances >= 0, "instances", instances, "0 or more");
    require(authorsWait.toMillis() > 0, "authorsWait", authorsWait, "more than 0s");
  }

  /**
   * What a timeline in Redis holds.
   *
   * @param capacity the newest posts that it keeps; 1 to 500
   * @param ttl how long it is kept after its reader was last seen
   */
  public record Limits(int capacity, Duration ttl) {

    public Limits {
      require(capacity >= 1 && capacity <= 500, "capacity", capacity, "1..500");
      require(ttl.toMillis() > 0, "ttl", ttl, "more than 0s");
    }
  }

  /**
   * How posts are written to the timelines of followers.
   *
   * @param workers threads of the fan-out, and verticles on them
   * @param pageSize followers read at a time; 1 to 10000
   * @param batchSize timelines written by one script; 1 to 1000
   * @param maxBatches batches that are under way at the same time
   * @param timeout how long an attempt at the fan-out of one post may take
   */
  public record FanOut(int workers, int pageSize, int batchSize, int maxBatches, Duration timeout) {

    public FanOut {
      require(workers > 0, "workers", workers, "1 or more");
      require(pageSize >= 1 && pageSize <= 10_000, "pageSize", pageSize, "1..10000");
      require(batchSize >= 1 && batchSize <= 1_000, "batchSize", batchSize, "1..1000");
      require(maxBatches > 0, "maxBatches", maxBatches, "1 or more");
      require(timeout.toMillis() > 0, "timeout", timeout, "more than 0s");
    }
  }

  /**
   * How what is new is sent to those who listen.
   *
   * @param perUser feeds that one user may listen to at the same time in a process
   * @param backlog posts that may wait for a reader
   * @param overlap how long before where a stream broke off its resumption begins
   * @param maxReads readers of an instance for whom is read at the same time
   * @param timeout how long the reading for one of them may take
   * @param kept how many news are kept for processes that cannot read them yet, about
   */
  public record Live(
      int perUser, int backlog, Duration overlap, int maxReads, Duration timeout, int kept) {

    public Live {
      require(perUser > 0, "perUser", perUser, "1 or more");
      require(backlog >= 2, "backlog", backlog, "2 or more");
      require(!overlap.isNegative(), "overlap", overlap, "0s or more");
      require(maxReads > 0, "maxReads", maxReads, "1 or more");
      require(timeout.toMillis() > 0, "timeout", timeout, "more than 0s");
      require(kept > 0, "kept", kept, "1 or more");
    }
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
