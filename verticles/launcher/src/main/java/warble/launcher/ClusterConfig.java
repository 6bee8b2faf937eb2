package warble.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;

/** What the configuration is made of where the services exist. */
final class ClusterConfig {

  @Option(
      names = "--config-dir",
      paramLabel = "DIR",
      description =
          "Folder of base.yaml, the domains' files and profiles (default: conf of the checkout).")
  Path folder = Home.checkout().resolve("conf");

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "File in the folder's profiles to lay over the rest (default: none).")
  String profile = "";

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      converter = Assignment.class,
      description =
          "Overrides configuration, for example --set post.read-your-writes=5s. Repeatable.")
  List<String> assignments = List.of();

  Config load() {
    List<ConfigSource> sources = new ArrayList<>(Settings.files(folder, profile));
    sources.add(new ConfigSource.Environment(System.getenv()));
    sources.add(new ConfigSource.Assignments(assignments));
    return Config.load(sources);
  }
}
