package warble.runtime.health;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Whether this process has started, wants traffic, and is able to serve it. */
public final class ProcessHealth implements Health {

  /** A probe waits a second by default; an answer in half of it is told with its reason. */
  private static final Duration CHECK_TIMEOUT = Duration.ofMillis(500);

  private enum Phase {
    STARTING,
    SERVING,
    DRAINING
  }

  private final Map<String, Supplier<Future<Void>>> checks = new ConcurrentHashMap<>();
  private volatile Phase phase = Phase.STARTING;

  /** A check of the same name is added to it: all verticle instances must be able to work. */
  @Override
  public void readiness(String name, Supplier<Future<Void>> check) {
    checks.merge(name, check, ProcessHealth::both);
  }

  private static Supplier<Future<Void>> both(
      Supplier<Future<Void>> one, Supplier<Future<Void>> other) {
    return () -> Future.all(one.get(), other.get()).mapEmpty();
  }

  /** Says that everything is deployed. */
  public void started() {
    phase = Phase.SERVING;
  }

  /** Says that the process is about to stop: it is never ready again. */
  public void draining() {
    phase = Phase.DRAINING;
  }

  /** Whether everything was deployed once. */
  public boolean hasStarted() {
    return phase != Phase.STARTING;
  }

  /** Asks all checks at the same time; never fails. */
  public Future<Readiness> readiness() {
    Map<String, Future<String>> answers = new TreeMap<>();
    checks.forEach((name, check) -> answers.put(name, answer(check)));
    return Future.join(answers.values().stream().toList())
        .transform(_ -> Future.succeededFuture(readiness(answers)));
  }

  private static Future<String> answer(Supplier<Future<Void>> check) {
    return Future.succeededFuture()
        .compose(_ -> check.get())
        .timeout(CHECK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
        .map(_ -> Readiness.UP)
        .otherwise(failure -> String.valueOf(failure.getMessage()));
  }

  private Readiness readiness(Map<String, Future<String>> answers) {
    Map<String, String> results = new TreeMap<>();
    answers.forEach((name, answer) -> results.put(name, answer.result()));
    return new Readiness(phase == Phase.SERVING, results);
  }
}
