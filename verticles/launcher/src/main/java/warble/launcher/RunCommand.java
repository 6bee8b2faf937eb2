package warble.launcher;

import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code run}: what a pod runs. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs domains against services that exist already, until SIGTERM: this is what a pod runs.",
      "Domains in other processes are reached at the addresses in rpc.services."
    })
final class RunCommand implements Callable<Integer> {

  @Mixin private final ClusterOptions options = new ClusterOptions();

  @Option(
      names = "--no-migrate",
      description = "Leaves the databases as they are; see the command migrate.")
  boolean noMigrate;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.settings();
    settings.requireFreePorts();
    Logging.toStandardOutput(settings.base().log());
    Application application = new Application(settings, Progress.silent());
    Stop stop = Stop.onSignal(ExitCode.OK, application::drainNow);
    try {
      start(application, settings);
    } catch (RuntimeException failure) {
      stop.now();
      throw failure;
    }
    LoggerFactory.getLogger(RunCommand.class).info("Serving {}", options.domains);
    new CountDownLatch(1).await();
    return ExitCode.OK.number();
  }

  private void start(Application application, Settings settings) {
    Waiting.on(application.manage());
    if (!noMigrate) {
      SchemaUpdate.run(settings.domains(), Progress.silent());
    }
    application.load();
    Waiting.on(application.deploy(_ -> Future.succeededFuture()));
  }
}
