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

  @Mixin private final ClusterConfig config = new ClusterConfig();

  Settings settings() {
    return Settings.bind(config.load(), Domains.named(domains));
  }
}
