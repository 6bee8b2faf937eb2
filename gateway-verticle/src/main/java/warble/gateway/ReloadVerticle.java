package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the files of the configuration from time to time. One of it serves all instances. */
final class ReloadVerticle extends VerticleBase {

  private static final Logger LOG = LoggerFactory.getLogger(ReloadVerticle.class);

  private final Reload reload;
  private final Duration interval;
  private boolean stopped;

  ReloadVerticle(Reload reload, Duration interval) {
    this.reload = reload;
    this.interval = interval;
  }

  @Override
  public Future<?> start() {
    lookLater();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    stopped = true;
    return Future.succeededFuture();
  }

  private void lookLater() {
    if (!stopped) {
      vertx.setTimer(interval.toMillis(), _ -> look());
    }
  }

  private void look() {
    vertx
        .executeBlocking(this::lookNow)
        .onFailure(cause -> LOG.error("The configuration cannot be looked at", cause))
        .onComplete(_ -> lookLater());
  }

  private boolean lookNow() {
    reload.look();
    return true;
  }
}
