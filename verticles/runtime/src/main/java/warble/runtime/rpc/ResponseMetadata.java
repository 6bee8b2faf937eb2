package warble.runtime.rpc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What travels back with the response of one call besides its messages: lower-case names and values
 * of printable ASCII. A service sets it before its response, or its stream of responses, is there.
 */
public final class ResponseMetadata {

  private final Map<String, String> values = new ConcurrentHashMap<>();

  /**
   * Sets a value in place of an earlier one.
   *
   * @throws FailureException {@link Failure.InvalidArgument} when it is not printable ASCII
   */
  public void set(String name, String value) {
    RpcContext.requirePrintable(name, value);
    values.put(name, value);
  }

  /** All that was set. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  /** Takes over what came with a response; what was set here and is not in it stays. */
  void take(Map<String, String> others) {
    values.putAll(others);
  }
}
