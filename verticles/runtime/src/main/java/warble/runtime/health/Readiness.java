package warble.runtime.health;

import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What a readiness probe is told.
 *
 * @param serving whether the process has started and does not drain
 * @param checks {@link #UP}, or why not, by the name of the check
 */
public record Readiness(boolean serving, Map<String, String> checks) {

  /** A check that succeeded. */
  static final String UP = "up";

  /** Whether this process wants traffic and is able to serve it. */
  public boolean isReady() {
    return serving && checks.values().stream().allMatch(UP::equals);
  }

  JsonObject json() {
    JsonObject names = new JsonObject();
    checks.forEach(names::put);
    return new JsonObject().put("ready", isReady()).put("serving", serving).put("checks", names);
  }
}
