package warble.launcher;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import warble.feed.FeedConfig;
import warble.feed.FeedDomain;
import warble.runtime.kafka.ConsumerConfig;
import warble.runtime.kafka.DeadLetter;
import warble.runtime.kafka.DeadLetterBox;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** {@code feed dead-letters}: the events that the feed could not handle. */
@Command(
    name = "dead-letters",
    mixinStandardHelpOptions = true,
    description = {
      "The events that the feed could not handle, while Warble runs or not.",
      "What is replayed is handled like a new event and not listed again, unless it fails again."
    })
final class DeadLettersCommand {

  private static final String TOPICS =
      "Only of these topics, for example warble.posts (default: all that the feed consumes).";

  @Mixin private final StateOption state = new StateOption();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  /** The dead letters of one topic. */
  private record Box(String topic, DeadLetterBox letters) {}

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists topic, partition, offset, key, time and reason of each.")
  int list(
      @Parameters(arity = "0..*", paramLabel = "TOPIC", description = TOPICS) List<String> topics,
      @Option(names = "--json", description = "Prints JSON, for programs.") boolean json) {
    List<DeadLetter> letters =
        boxes(topics).stream().flatMap(box -> told(() -> box.letters().list()).stream()).toList();
    Progress.onStandardOutput().say(json ? json(letters) : table(letters));
    return ExitCode.OK.number();
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Sends them to their topics once more, and then deletes them here.")
  int replay(
      @Parameters(arity = "0..*", paramLabel = "TOPIC", description = TOPICS) List<String> topics,
      @Option(names = "--json", description = "Prints JSON, for programs.") boolean json) {
    JsonArray replayed = new JsonArray();
    for (Box box : boxes(topics)) {
      int count = told(() -> box.letters().replay());
      replayed.add(new JsonObject().put("topic", box.topic()).put("replayed", count));
      if (!json) {
        Progress.onStandardOutput().say(count + " replayed to " + box.topic());
      }
    }
    if (json) {
      Progress.onStandardOutput().say(replayed.encodePrettily());
    }
    return ExitCode.OK.number();
  }

  private List<Box> boxes(@Nullable List<String> asked) {
    Settings settings = config.settings(state.home(), new FeedDomain());
    FeedConfig feed = (FeedConfig) settings.domains().getFirst().config();
    List<ConsumerConfig> all = List.of(feed.posts(), feed.follows());
    List<String> topics = all.stream().map(ConsumerConfig::topic).toList();
    List<String> wanted = asked == null || asked.isEmpty() ? topics : asked;
    wanted.forEach(topic -> requireKnown(topic, topics));
    return all.stream()
        .filter(consumed -> wanted.contains(consumed.topic()))
        .map(consumed ->
            new Box(consumed.topic(), new DeadLetterBox(settings.base().kafka(), consumed)))
        .toList();
  }

  private static void requireKnown(String topic, List<String> topics) {
    if (!topics.contains(topic)) {
      throw new CommandFailure(
          ExitCode.USAGE, "topic: " + topic + " (expected: " + String.join(", ", topics) + ")");
    }
  }

  private interface Act<T> {
    T run();
  }

  private static <T> T told(Act<T> act) {
    try {
      return act.run();
    } catch (FailureException failed) {
      if (failed.failure() instanceof Failure.NotFound absent) {
        throw new CommandFailure(ExitCode.FAILED, absent.message());
      }
      throw failed;
    }
  }

  private static String json(List<DeadLetter> letters) {
    JsonArray list = new JsonArray();
    letters.forEach(letter ->
        list.add(
            new JsonObject()
                .put("topic", letter.topic())
                .put("partition", letter.partition())
                .put("offset", letter.offset())
                .put("key", letter.key())
                .put("time", letter.time())
                .put("reason", letter.reason())));
    return list.encodePrettily();
  }

  private static String table(List<DeadLetter> letters) {
    if (letters.isEmpty()) {
      return "No dead letters.";
    }
    String head =
        String.format(
            "%-20s %9s %10s  %-16s  %-24s  %s",
            "topic", "partition", "offset", "key", "time", "reason");
    return Stream.concat(Stream.of(head), letters.stream().map(DeadLettersCommand::row))
        .collect(Collectors.joining("\n"));
  }

  private static String row(DeadLetter letter) {
    return String.format(
        "%-20s %9d %10d  %-16s  %-24s  %s",
        letter.topic(),
        letter.partition(),
        letter.offset(),
        letter.key(),
        letter.time(),
        letter.reason().replaceAll("\\s+", " "));
  }
}
