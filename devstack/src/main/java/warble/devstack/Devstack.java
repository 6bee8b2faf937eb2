package warble.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The program. It tells what happens on standard output and is told what to do on standard input,
 * as the module's README describes; the end of its input stops it, so that it cannot outlive
 * whoever started it.
 */
public final class Devstack {
  private static final int USAGE = 2;
  private static final int SERVICE = 4;

  /** A clean stop, asked for by whatever signal, is a success. */
  private static volatile int exitCode = 0;

  private Devstack() {}

  /**
   * Starts everything and serves commands until its input ends.
   *
   * @param args see the module's README
   */
  public static void main(String[] args) {
    var events = Events.onStandardOutput();
    try {
      run(Options.parse(args), events);
    } catch (UsageException e) {
      fail(events, e, USAGE);
    } catch (IOException e) {
      fail(events, e, SERVICE);
    }
  }

  private static void run(Options options, Events events) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    if (options.startsWhenTold() && !"start".equals(input.readLine())) {
      return;
    }
    Logs.writeTo(options.data().resolve("devstack.log"));
    var lock = DataLock.acquire(options.data());
    var stack = new Stack(options, events);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(stack, lock)));
    var commands = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    commands.execute(() -> start(stack, events));
    serve(input, new Commands(stack, events), commands);
    System.exit(0);
  }

  /** Every way out leads here: the end of input, a signal, a failure. */
  private static void stopAndHalt(Stack stack, DataLock lock) {
    stack.close();
    lock.release();
    Runtime.getRuntime().halt(exitCode);
  }

  private static void start(Stack stack, Events events) {
    try {
      stack.start();
      events.ready(Duration.between(startOfProcess(), Instant.now()));
    } catch (ComponentFailure e) {
      fail(events, e, SERVICE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Instant startOfProcess() {
    return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
  }

  /** Reads on while the stack still starts, because the parent may die meanwhile. */
  private static void serve(BufferedReader input, Commands commands, ExecutorService executor)
      throws IOException {
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      var command = line;
      executor.execute(() -> commands.obey(command));
    }
  }

  private static void fail(Events events, Exception e, int code) {
    tell(events, e);
    exitCode = code;
    System.exit(code);
  }

  private static void tell(Events events, Exception e) {
    var message = String.valueOf(e.getMessage());
    if (e.getCause() instanceof PortInUseException taken) {
      events.portInUse(message, taken.port());
    } else {
      events.error(message);
    }
  }
}
