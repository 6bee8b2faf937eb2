package warble.devstack;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The components on ports of their own; on other ports when somebody was faster to take one that
 * was free.
 */
final class Stack implements AutoCloseable {
  private static final int ATTEMPTS = 3;

  private final Options options;
  private final Events events;
  private @Nullable Services services;
  private boolean closed;

  Stack(Options options, Events events) {
    this.options = options;
    this.events = events;
  }

  void start() throws ComponentFailure, InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        assemble().start();
        tellEndpoints();
        return;
      } catch (ComponentFailure e) {
        if (!options.portsAreFree() || !e.isPortTaken() || attempt == ATTEMPTS) {
          throw e;
        }
        services().stop();
      }
    }
  }

  private synchronized Services assemble() {
    var assembled = Services.assemble(options, events);
    services = assembled;
    if (closed) {
      assembled.retire();
    }
    return assembled;
  }

  /** Commands are obeyed after the start only. */
  Services services() {
    return started().orElseThrow();
  }

  private synchronized Optional<Services> started() {
    return Optional.ofNullable(services);
  }

  private void tellEndpoints() {
    var ports = services().ports();
    events.endpoint("postgres.host", Ports.HOST);
    Map.of(
            "postgres.port", ports.postgres(),
            "replica.port", ports.replica(),
            "redis.port", ports.redis(),
            "kafka.port", ports.kafka(),
            "connect.port", ports.connect())
        .forEach(events::endpoint);
    events.endpoint("pid.devstack", ProcessHandle.current().pid());
  }

  /** Returns when nothing is left running, and lets nothing start any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    started().ifPresent(Services::retire);
    started().ifPresent(Services::stop);
  }
}
