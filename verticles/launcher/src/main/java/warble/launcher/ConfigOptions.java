package warble.launcher;

import java.util.List;
import picocli.CommandLine.Option;

/** What a laptop's configuration is made of, besides the files. */
final class ConfigOptions {

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Overrides configuration, for example --set post.read-your-writes=5s. Repeatable.")
  List<String> assignments = List.of();

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      defaultValue = "laptop",
      description = "File in conf/profiles to lay over the rest (default: ${DEFAULT-VALUE}).")
  String profile = "laptop";
}
