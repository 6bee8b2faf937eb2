package warble.runtime.redis;

import java.util.List;

/**
 * One run of a {@link Script}.
 *
 * @param keys all keys it touches; on a cluster they must share a slot
 * @param arguments what else it is told
 */
public record ScriptCall(List<String> keys, List<String> arguments) {

  /** A run that touches one key. */
  public ScriptCall(String key, List<String> arguments) {
    this(List.of(key), arguments);
  }
}
