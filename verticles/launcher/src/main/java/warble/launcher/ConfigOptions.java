package warble.launcher;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import warble.runtime.Domain;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;

/** What a laptop's configuration is made of, besides the files. */
final class ConfigOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      converter = Assignment.class,
      scope = ScopeType.INHERIT,
      description =
          "Overrides configuration, for example --set post.read-your-writes=5s. Repeatable.")
  List<String> assignments = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      scope = ScopeType.INHERIT,
      defaultValue = "laptop",
      description = "File in conf/profiles to lay over the rest (default: ${DEFAULT-VALUE}).")
  String profile = "laptop";

  /** Of one domain. A Warble that runs in this folder says where its services listen. */
  Settings settings(Home home, Domain<?> domain) {
    List<ConfigSource> sources = new ArrayList<>(Settings.files(home.conf(), profile));
    RunFile.read(home)
        .filter(running -> !running.get("postgres.host").isEmpty())
        .map(running -> LaptopPorts.configuration(running.values()))
        .ifPresent(values -> sources.add(new ConfigSource.Values("the devstack", values)));
    sources.add(new ConfigSource.Environment(System.getenv()));
    sources.add(new ConfigSource.Assignments(assignments));
    return Settings.bind(Config.load(sources), List.of(domain));
  }
}
