package warble.launcher;

import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Which domains, configured by what, against services that exist. */
final class ClusterOptions {

  @Parameters(
      arity = "1..*",
      paramLabel = "DOMAIN",
      description = "Domains: user, post, follow, feed, gateway.")
  List<String> domains = List.of();

  @Mixin private final FolderOptions files = new FolderOptions();

  Settings settings() {
    return Settings.bind(files.config(), Domains.named(domains));
  }
}
