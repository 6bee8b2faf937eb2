package warble.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code migrate}: what a job runs before the pods of a new version. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    description = "Brings the databases of these domains to the schema of this version, and ends.")
final class MigrateCommand implements Callable<Integer> {

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Override
  public Integer call() {
    Settings settings = options.settings();
    Logging.toStandardOutput(settings.base().log());
    SchemaUpdate.run(settings.domains(), Progress.onStandardOutput());
    return ExitCode.OK.number();
  }
}
