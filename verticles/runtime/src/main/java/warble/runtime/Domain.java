package warble.runtime;

import java.util.List;
import warble.runtime.config.ConfigReader;
import warble.runtime.postgres.Database;

/**
 * A domain as the launcher sees it: the public door of its module.
 *
 * @param <C> the record that its configuration is bound to
 */
public interface Domain<C extends Record> {

  /** Name on the command line, in configuration keys and in metrics, for example {@code post}. */
  String name();

  /** The record that the keys below {@link #name()} are bound to. */
  Class<C> configType();

  /** Full names of the gRPC services that it serves. */
  List<String> services();

  /** The databases that it owns, to be migrated before it is deployed. */
  List<Database> databases(C config);

  /** The verticles to deploy, in this order. */
  List<Deployment> verticles(C config, Platform platform);

  /**
   * The same, for a domain that goes along with its configuration while it runs.
   *
   * @param reader reads the configuration again
   */
  default List<Deployment> verticles(C config, Platform platform, ConfigReader<C> reader) {
    return verticles(config, platform);
  }
}
