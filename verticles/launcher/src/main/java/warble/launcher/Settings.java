package warble.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import warble.gateway.GatewayConfig;
import warble.runtime.Domain;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;
import warble.runtime.config.HostPort;

/**
 * The configuration of a process, bound and checked as a whole.
 *
 * @param base what does not depend on the domains
 * @param domains the domains to deploy
 */
record Settings(BaseConfig base, List<ConfiguredDomain<?>> domains) {

  private static final String ROOT = "";

  /**
   * Reads {@code base.yaml}, every other file of the folder, and the profile.
   *
   * @param folder the folder of the files
   * @param profile name of a file in the folder of profiles, empty for none
   */
  static List<ConfigSource> files(Path folder, String profile) {
    List<ConfigSource> sources = new ArrayList<>();
    sources.add(new ConfigSource.File(folder.resolve("base.yaml")));
    others(folder).forEach(file -> sources.add(new ConfigSource.File(file)));
    if (!profile.isEmpty()) {
      sources.add(new ConfigSource.File(folder.resolve("profiles").resolve(profile + ".yaml")));
    }
    return sources;
  }

  private static List<Path> others(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml") && !file.endsWith("base.yaml"))
          .sorted()
          .toList();
    } catch (IOException absent) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION, folder + ": cannot be read (expected: a folder with base.yaml)");
    }
  }

  /**
   * Binds the configuration of these domains; keys of others may be there as well.
   *
   * @throws warble.runtime.config.ConfigException with everything that is wrong
   */
  static Settings bind(Config config, List<Domain<?>> domains) {
    Map<String, Class<? extends Record>> sections = new TreeMap<>();
    sections.put(ROOT, BaseConfig.class);
    domains.forEach(domain -> sections.put(domain.name(), domain.configType()));
    Map<String, Record> records = config.bindAll(sections, Domains.names());
    BaseConfig base = (BaseConfig) Objects.requireNonNull(records.get(ROOT));
    requirePageTokenKey(base, domains);
    return new Settings(
        base,
        domains.stream()
            .<ConfiguredDomain<?>>map(it -> ConfiguredDomain.of(it, records, config))
            .toList());
  }

  /** A gateway alone does without. */
  private static void requirePageTokenKey(BaseConfig base, List<Domain<?>> domains) {
    if (base.pageTokens().isAbsent()) {
      domains.stream()
          .<String>map(Domain::name)
          .filter(Domains.PAGING::contains)
          .findFirst()
          .ifPresent(name -> {
            throw new CommandFailure(
                ExitCode.CONFIGURATION,
                "page-tokens.key: is empty (expected: 32 characters or more, for the domain "
                    + name
                    + ")");
          });
    }
  }

  /** Refuses, before anything starts, an address that somebody else listens on. */
  void requireFreePorts() {
    BaseConfig.Management management = base.management();
    Ports.requireFree(
        new HostPort(management.host(), management.port()), "management", "set management.port");
    gateway()
        .ifPresent(http ->
            Ports.requireFree(
                new HostPort(http.host(), http.port()),
                "HTTP API",
                "set gateway.http.port (./warble up: --port)"));
    if (!base.rpc().services().isEmpty()) {
      Ports.requireFree(base.rpc().listen(), "calls between domains", "set rpc.listen");
    }
  }

  /** Where the API is served, if the gateway is among the domains. */
  Optional<GatewayConfig.Http> gateway() {
    return domains.stream()
        .map(ConfiguredDomain::config)
        .filter(GatewayConfig.class::isInstance)
        .map(config -> ((GatewayConfig) config).http())
        .findFirst();
  }
}
