package warble.runtime.health;

import io.vertx.core.Future;
import java.util.function.Supplier;

/** Where the parts of a process say whether they are able to work. */
public interface Health {

  /**
   * Adds a readiness check. The process is ready when every check succeeds.
   *
   * @param name what is checked, for example {@code post.postgres.primary}
   * @param check fails, or takes too long, when it is not able to work
   */
  void readiness(String name, Supplier<Future<Void>> check);
}
