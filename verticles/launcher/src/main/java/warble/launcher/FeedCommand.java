package warble.launcher;

import picocli.CommandLine.Command;

/** {@code feed}: looks after the home timelines. */
@Command(
    name = "feed",
    mixinStandardHelpOptions = true,
    description = "Looks after the home timelines.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = DeadLettersCommand.class)
final class FeedCommand {}
