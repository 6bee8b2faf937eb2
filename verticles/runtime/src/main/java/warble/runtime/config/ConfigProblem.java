package warble.runtime.config;

/**
 * One thing that is wrong with the configuration.
 *
 * @param origin where it is written, for example {@code conf/post.yaml:12}
 * @param key full path of the key, empty when the source as a whole is wrong
 * @param message what is wrong and what was expected
 */
public record ConfigProblem(String origin, String key, String message) {

  @Override
  public String toString() {
    return origin + ": " + (key.isEmpty() ? "" : key + ": ") + message;
  }
}
