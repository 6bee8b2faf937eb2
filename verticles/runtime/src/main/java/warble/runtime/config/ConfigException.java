package warble.runtime.config;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration is refused; the message lists everything that is wrong, one a line. */
public final class ConfigException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1;

  private final transient List<ConfigProblem> problems;

  ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong, in the order of the keys. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
