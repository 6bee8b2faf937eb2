package warble.launcher;

import io.vertx.core.Vertx;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import warble.user.UserConfig;
import warble.user.UserDomain;

/** {@code keys}: the keys that access tokens are signed with. */
@Command(
    name = "keys",
    mixinStandardHelpOptions = true,
    description = "Keeps the keys that access tokens are signed with, while Warble runs or not.")
final class KeysCommand {

  private static final UserDomain USERS = new UserDomain();

  @Mixin private final StateOption state = new StateOption();

  @Mixin private final ConfigOptions config = new ConfigOptions();

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Makes a new key, which every process finds by itself and signs with in a while.",
        "The old ones verify until the last token that they signed has expired."
      })
  int rotate() {
    Settings settings = config.settings(state.home(), USERS);
    Logging.toStandardOutput(settings.base().log());
    UserConfig users = (UserConfig) settings.domains().getFirst().config();
    String kid = rotated(users);
    long seconds = users.tokens().keysInterval().multipliedBy(3).toSeconds();
    Progress.onStandardOutput().say("New key " + kid + "; it signs within " + seconds + " s");
    return ExitCode.OK.number();
  }

  private static String rotated(UserConfig users) {
    Vertx vertx = Vertx.vertx();
    try {
      return Waiting.on(USERS.rotateKeys(vertx, users));
    } catch (IllegalArgumentException refused) {
      throw new CommandFailure(ExitCode.CONFIGURATION, "user: " + refused.getMessage());
    } finally {
      Waiting.on(vertx.close());
    }
  }
}
