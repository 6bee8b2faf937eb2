package warble.launcher;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import warble.gateway.GatewayConfig;
import warble.gateway.GatewayDomain;
import warble.gateway.GatewayDomain.RouteListing;

/** {@code routes}: what the gateway would serve. */
@Command(
    name = "routes",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the gateway's table of routes: what the configured protosets and options come to.",
      "Nothing is started, and nothing need be running."
    })
final class RoutesCommand implements Callable<Integer> {

  @Mixin private final ClusterConfig config = new ClusterConfig();

  @Option(names = "--json", description = "Prints JSON, for programs.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    RouteListing routes = routes(config.load().bind("gateway", GatewayConfig.class));
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? routes.json() : routes.text());
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    routes.skipped().forEach(problem -> err.println("warble: skipped " + problem));
    err.flush();
    return ExitCode.OK.number();
  }

  private static RouteListing routes(GatewayConfig config) {
    try {
      return new GatewayDomain().routes(config);
    } catch (IllegalArgumentException refused) {
      throw new CommandFailure(ExitCode.CONFIGURATION, "gateway: " + refused.getMessage());
    }
  }
}
