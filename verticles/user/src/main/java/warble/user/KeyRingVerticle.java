package warble.user;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;

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

  private void refreshLater() {
    vertx.setTimer(interval.toMillis(), _ -> keys.refresh().onComplete(_ -> refreshLater()));
  }
}
