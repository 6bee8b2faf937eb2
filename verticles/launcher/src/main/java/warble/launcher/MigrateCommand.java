package warble.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code migrate}: what a job runs before the pods of a new version. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings the databases of these domains to the schema of this version, and ends.")
final class MigrateCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..*",
      paramLabel = "DOMAIN",
      description = "Domains: user, post, follow; without any, all of them.")
  List<String> domains = List.of();

  @Mixin private final ClusterConfig config = new ClusterConfig();

  @Override
  public Integer call() {
    Settings settings =
        Settings.bind(config.load(), Domains.named(domains.isEmpty() ? Domains.STORING : domains));
    SchemaUpdate.run(settings.domains(), Progress.onStandardOutput());
    return ExitCode.OK.number();
  }
}
