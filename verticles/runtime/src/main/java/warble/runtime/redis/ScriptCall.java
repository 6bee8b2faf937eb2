package warble.runtime.redis;

import java.util.List;

/**
 * One run of a {@link Script} that touches one key.
 *
 * @param key the key
 * @param arguments what else it is told
 */
public record ScriptCall(String key, List<String> arguments) {}
