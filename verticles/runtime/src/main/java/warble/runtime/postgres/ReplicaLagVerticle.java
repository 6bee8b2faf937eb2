package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Looks at the lag of a replica every second, once in each process. */
public final class ReplicaLagVerticle extends VerticleBase {

  private static final long INTERVAL_MILLIS = 1_000;

  private final ReplicaLag lag;

  /** Looks at this one. */
  public ReplicaLagVerticle(ReplicaLag lag) {
    this.lag = lag;
  }

  @Override
  public Future<?> start() {
    lookLater();
    return Future.succeededFuture();
  }

  /** That a server is away is said by its pool. */
  private void lookLater() {
    vertx.setTimer(INTERVAL_MILLIS, _ -> lag.look().onComplete(_ -> lookLater()));
  }
}
