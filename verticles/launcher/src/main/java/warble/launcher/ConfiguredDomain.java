package warble.launcher;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import warble.runtime.Deployment;
import warble.runtime.Domain;
import warble.runtime.Platform;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigReader;
import warble.runtime.postgres.Database;

/**
 * A domain and its configuration.
 *
 * @param domain what is deployed
 * @param config what its keys were bound to
 * @param reader binds them again
 */
record ConfiguredDomain<C extends Record>(Domain<C> domain, C config, ConfigReader<C> reader) {

  static <C extends Record> ConfiguredDomain<C> of(
      Domain<C> domain, Map<String, Record> records, Config source) {
    Record config = Objects.requireNonNull(records.get(domain.name()));
    return new ConfiguredDomain<>(
        domain,
        domain.configType().cast(config),
        source.reader(domain.name(), domain.configType()));
  }

  String name() {
    return domain.name();
  }

  List<Database> databases() {
    return domain.databases(config);
  }

  List<Deployment> verticles(Platform platform) {
    return domain.verticles(config, platform, reader);
  }
}
