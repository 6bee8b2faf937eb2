package warble.json;

/** JSON text that is not JSON, or not the JSON of the message that it should be. */
public final class JsonError extends CodecError {

  private final String path;
  private final String description;

  JsonError(String path, String description, int offset) {
    super(path.isEmpty() ? description : path + ": " + description, offset);
    this.path = path;
    this.description = description;
  }

  /** The same, of what is a field of something. */
  JsonError within(String field) {
    String separator = path.isEmpty() || path.startsWith("[") ? "" : ".";
    return new JsonError(field + separator + path, description, offset());
  }

  /** The culprit, for instance {@code post.tags[3].name}; empty for the whole text. */
  public String path() {
    return path;
  }

  /** What was found and what was expected. */
  public String description() {
    return description;
  }
}
