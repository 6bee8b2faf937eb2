package warble.launcher;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import warble.post.PostConfig;
import warble.post.PostDomain;
import warble.runtime.redis.RedisConfig;

/** {@code counters}: keeps the numbers of likes and comments. */
@Command(
    name = "counters",
    mixinStandardHelpOptions = true,
    description = {
      "Keeps the numbers of likes and comments in the database of posts, while Warble runs or not.",
      "Both may be done at any time and again."
    })
final class CountersCommand {

  private static final PostDomain POSTS = new PostDomain();

  private interface Act {
    Future<Integer> start(Vertx vertx, PostConfig config, RedisConfig redis);
  }

  @Mixin private final StateOption state = new StateOption();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Command(
      name = "flush",
      mixinStandardHelpOptions = true,
      description = "Folds the changes since the last flush into the counts.")
  int flush() {
    int changes = run(POSTS::flushCounters);
    Progress.onStandardOutput().say(changes + " changes folded into the counts");
    return ExitCode.OK.number();
  }

  @Command(
      name = "rebuild",
      mixinStandardHelpOptions = true,
      description = "Counts all likes and comments anew.")
  int rebuild() {
    int posts = run(POSTS::rebuildCounters);
    Progress.onStandardOutput().say(posts + " posts had wrong counts, and have right ones now");
    return ExitCode.OK.number();
  }

  private int run(Act act) {
    Settings settings = config.settings(state.home(), POSTS);
    Logging.toStandardOutput(settings.base().log());
    PostConfig config = (PostConfig) settings.domains().getFirst().config();
    Vertx vertx = Vertx.vertx();
    try {
      return Waiting.on(act.start(vertx, config, settings.base().redis()));
    } finally {
      Waiting.on(vertx.close());
    }
  }
}
