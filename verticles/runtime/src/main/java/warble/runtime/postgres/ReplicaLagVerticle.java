package warble.runtime.postgres;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/** Looks at the lag of a replica every second, once in each process. */
public final class ReplicaLagVerticle extends VerticleBase {

  private final ReplicaLag lag;

  /** Looks at this one. */
  public ReplicaLagVerticle(ReplicaLag lag) {
    this.lag = lag;
  }

  @Override
  public Future<?> start() {
    look();
    return Future.succeededFuture();
  }

  /** That a server is away is said by its pool. */
  private void look() {
    lag.look().onComplete(_ -> vertx.setTimer(ReplicaLag.INTERVAL.toMillis(), _ -> look()));
  }
}
