package warble.launcher;

import java.io.PrintWriter;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;
import warble.runtime.config.ConfigException;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** Tells the person at the terminal why a command failed. */
final class Complaints implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    return switch (failure) {
      case CommandFailure expected -> complain(err, expected.code(), expected.getMessage());
      case ConfigException refused ->
          complain(
              err, ExitCode.CONFIGURATION, "the configuration is wrong\n" + refused.getMessage());
      case FailureException away when away.failure() instanceof Failure.Unavailable ->
          complain(err, ExitCode.BACKING_SERVICE, away.getMessage());
      case FailureException refused when refused.failure() instanceof Failure.FailedPrecondition ->
          complain(err, ExitCode.FAILED, refused.getMessage());
      case CompletionException wrapper when wrapper.getCause() instanceof BindException taken ->
          complain(err, ExitCode.FAILED, "cannot listen: " + taken.getMessage());
      default -> defect(err, failure);
    };
  }

  private static int complain(
      PrintWriter err, ExitCode code, @org.jspecify.annotations.Nullable String message) {
    err.println("warble: " + message);
    err.flush();
    return code.number();
  }

  /** Nobody foresaw it, so the stack trace is what helps. */
  private static int defect(PrintWriter err, Exception failure) {
    failure.printStackTrace(err);
    return complain(err, ExitCode.FAILED, failure.toString());
  }
}
