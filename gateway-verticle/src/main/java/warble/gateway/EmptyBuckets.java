package warble.gateway;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import warble.gateway.TokenBuckets.Decision;
import warble.gateway.TokenBuckets.Level;
import warble.gateway.TokenBuckets.Rule;

/**
 * Remembers who was refused until the next token is there: nobody else can put one into a bucket
 * before, so Redis need not be asked. Time runs from when it was asked, so that nobody waits longer
 * than Redis said.
 */
final class EmptyBuckets {

  /** The bucket may be deleted meanwhile, or Redis's clock be set. */
  private static final Duration MOST = Duration.ofSeconds(1);

  private static final int MOST_REMEMBERED = 10_000;

  private final LongSupplier nanoTime;
  private final Map<Buckets, Refusal> refusals = newestOnly();

  private record Buckets(List<Rule> rules, String subject) {}

  private record Refusal(Decision decision, long askedAt, long until) {}

  EmptyBuckets(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  private static Map<Buckets, Refusal> newestOnly() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<Buckets, Refusal> eldest) {
        return size() > MOST_REMEMBERED;
      }
    };
  }

  /** What Redis said, with the time that has gone since, if it would say so still. */
  synchronized Optional<Decision> find(List<Rule> rules, String subject) {
    Buckets buckets = new Buckets(rules, subject);
    Refusal refusal = refusals.get(buckets);
    if (refusal == null) {
      return Optional.empty();
    }
    long now = nanoTime.getAsLong();
    if (now - refusal.until() >= 0) {
      refusals.remove(buckets);
      return Optional.empty();
    }
    Duration gone = Duration.ofNanos(now - refusal.askedAt());
    return Optional.of(
        new Decision(
            false, refusal.decision().levels().stream().map(it -> after(gone, it)).toList()));
  }

  private static Level after(Duration gone, Level level) {
    return new Level(
        level.rule(), level.left(), minus(level.nextToken(), gone), minus(level.full(), gone));
  }

  private static Duration minus(Duration wait, Duration gone) {
    return wait.compareTo(gone) <= 0 ? Duration.ZERO : wait.minus(gone);
  }

  /** The moment before Redis is asked, for {@link #remember}. */
  long now() {
    return nanoTime.getAsLong();
  }

  /** Redis, asked at this moment, has decided. */
  synchronized void remember(List<Rule> rules, String subject, Decision decision, long askedAt) {
    if (!decision.admitted()) {
      Duration wait =
          decision.levels().stream()
              .map(Level::nextToken)
              .max(Duration::compareTo)
              .orElse(Duration.ZERO);
      long until = askedAt + (wait.compareTo(MOST) < 0 ? wait : MOST).toNanos();
      refusals.put(new Buckets(rules, subject), new Refusal(decision, askedAt, until));
    }
  }
}
