package warble.user;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looks for new keys again and again, once in each process. */
final class KeyRingVerticle extends VerticleBase {

  private final KeyRing keys;
  private final Duration interval;

  KeyRingVerticle(KeyRing keys, Duration interval) {
    this.keys = keys;
    this.interval = interval;
  }

  @Override
  public Future<?> start() {
    return keys.refresh().onSuccess(_ -> refreshLater());
  }

  /** A database that says nothing does not keep the next look from being made. */
  private void refreshLater() {
    long millis = interval.toMillis();
    vertx.setTimer(
        millis,
        _ -> keys.refresh().timeout(millis, TimeUnit.MILLISECONDS).onComplete(_ -> refreshLater()));
  }
}
