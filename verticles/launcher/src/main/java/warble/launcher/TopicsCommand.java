package warble.launcher;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import warble.runtime.kafka.Topics;

/** {@code topics}: what a job runs before the connectors of a new version. */
@Command(
    name = "topics",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the topics of Kafka as conf/topics.json wants them, and ends.",
      "Those that exist get the settings of the file too; their partitions are never changed."
    })
final class TopicsCommand implements Callable<Integer> {

  /** The list of topics, in the folder of the configuration. */
  static final String FILE = "topics.json";

  @Mixin private final ClusterConfig config = new ClusterConfig();

  @Override
  public Integer call() {
    BaseConfig base = Settings.bind(config.load(), List.of()).base();
    long startedAt = System.nanoTime();
    List<String> topics = Topics.create(base.kafka(), config.folder.resolve(FILE));
    Progress.onStandardOutput()
        .done("topics", Progress.since(startedAt), String.join(", ", topics));
    return ExitCode.OK.number();
  }
}
