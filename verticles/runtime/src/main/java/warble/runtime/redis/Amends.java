package warble.runtime.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What Redis holds and may be wrong, because it could not be told of a change, or because nobody
 * knows whether the change was made: given up in a moment, or as soon as Redis and the primary are
 * back. While the primary is away, what Redis holds is the best there is.
 *
 * <p>One for each verticle instance, on its event loop.
 */
public final class Amends {

  /** How many are remembered, the newest: some megabytes. */
  public static final int MOST = 100_000;

  /** How many are given up at once; a connection refuses more than it can have under way. */
  private static final int ROUND = 1_000;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final Supplier<Future<Void>> primaryAnswers;
  private final int most;
  private final Function<List<Long>, Future<?>> giveUp;
  private final LinkedHashSet<Long> owed = new LinkedHashSet<>();
  private boolean busy;

  /**
   * Nothing is owed yet.
   *
   * @param primaryAnswers succeeds when it does
   * @param most how many to remember
   * @param giveUp what is done for those that are owed; done again when it fails
   */
  public Amends(
      Vertx vertx,
      Supplier<Future<Void>> primaryAnswers,
      int most,
      Function<List<Long>, Future<?>> giveUp) {
    this.vertx = vertx;
    this.primaryAnswers = primaryAnswers;
    this.most = most;
    this.giveUp = giveUp;
  }

  /** Has what these identify given up. */
  public void owe(Collection<Long> ids) {
    owed.addAll(ids);
    forgetOldest();
    if (!busy) {
      busy = true;
      makeAfter(FIRST_PAUSE);
    }
  }

  private void forgetOldest() {
    while (owed.size() > most) {
      owed.removeFirst();
    }
  }

  private void makeAfter(Duration pause) {
    vertx.setTimer(pause.toMillis(), _ -> make(pause));
  }

  private void make(Duration pause) {
    List<Long> round = owed.stream().limit(ROUND).toList();
    round.forEach(owed::remove);
    primaryAnswers
        .get()
        .compose(_ -> giveUp.apply(round))
        .onSuccess(_ -> makeMore())
        .onFailure(_ -> {
          round.reversed().forEach(owed::addFirst);
          forgetOldest();
          makeAfter(longer(pause));
        });
  }

  private void makeMore() {
    if (owed.isEmpty()) {
      busy = false;
    } else {
      make(FIRST_PAUSE);
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }
}
