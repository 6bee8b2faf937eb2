package warble.gateway;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Metrics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.config.ConfigException;
import warble.runtime.config.ConfigReader;
import warble.runtime.rpc.Rpc;

/**
 * Brings what is served in line with its files. What cannot be served changes nothing: the old
 * stays, and the log says why.
 *
 * <p>A change is taken when two looks in a row see the same, so that a file is not read while
 * somebody writes it.
 */
final class Reload {

  private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

  private final ConfigReader<GatewayConfig> reader;
  private final CurrentServing current;
  private final Rpc rpc;
  private Places places;
  private List<String> protosets;
  private FileStates seen = new FileStates(Map.of());
  private FileStates tried = seen;
  private String problem = "";
  private String pending = "";

  /** What is served is kept in {@code current}. */
  Reload(ConfigReader<GatewayConfig> reader, CurrentServing current, Rpc rpc, Places places) {
    this.reader = reader;
    this.current = current;
    this.rpc = rpc;
    this.places = places;
    this.protosets = current.get().config().protoset();
    Gauge.builder("warble.gateway.reload.refused", () -> problem.isEmpty() ? 0 : 1)
        .description("1 while the files of the configuration are refused and older ones serve")
        .register(Metrics.globalRegistry);
  }

  /** Looks whether files have changed, and follows them. It blocks. */
  synchronized void look() {
    FileStates now = FileStates.of(files());
    boolean settled = now.equals(seen);
    seen = now;
    if (settled && !now.equals(tried)) {
      tried = now;
      follow();
    }
  }

  private List<Path> files() {
    List<Path> files = new ArrayList<>(reader.files());
    protosets.stream().flatMap(Protoset::files).forEach(files::add);
    return files;
  }

  private void follow() {
    try {
      GatewayConfig latest = reader.latest().get();
      protosets = latest.protoset();
      GatewayConfig config = current.get().config().reloaded(latest);
      serve(config, Protoset.read(config.protoset()));
      problem = "";
      tellRestart(config.keysUnlike(latest));
    } catch (ConfigException | IllegalArgumentException refused) {
      refuse(refused);
    }
  }

  private void serve(GatewayConfig config, Protoset protoset) {
    Serving before = current.get();
    if (config.equals(before.config()) && protoset.isLike(before.protoset())) {
      return;
    }
    Serving after = Serving.of(config, protoset);
    Places next = Places.of(after, rpc);
    next.tell(rpc, places);
    places = next;
    current.set(after);
    count("used");
    LOG.info(
        "The configuration was read again, {} routes: {}",
        after.all().size(),
        ServingDiff.of(before, after));
  }

  private void refuse(RuntimeException cause) {
    String reason = String.valueOf(cause.getMessage());
    if (!reason.equals(problem)) {
      problem = reason;
      count("refused");
      LOG.warn("The configuration stays as it was: {}", reason);
    }
  }

  private void tellRestart(String keys) {
    if (!keys.equals(pending)) {
      pending = keys;
      if (!keys.isEmpty()) {
        LOG.warn("A restart is needed for what has changed in {}", keys);
      }
    }
  }

  private static void count(String outcome) {
    Counter.builder("warble.gateway.reloads")
        .description("How often changed files of the configuration were used or refused")
        .tag("outcome", outcome)
        .register(Metrics.globalRegistry)
        .increment();
  }
}
