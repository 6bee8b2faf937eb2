package warble.devstack;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.connect.cli.ConnectDistributed;
import org.apache.kafka.connect.errors.NotFoundException;
import org.apache.kafka.connect.runtime.Herder;
import org.apache.kafka.connect.runtime.rest.entities.ConnectorStateInfo;
import org.apache.kafka.connect.util.FutureCallback;
import org.jspecify.annotations.Nullable;

/** A Kafka Connect worker in this JVM: distributed, with its state in topics, as on MSK Connect. */
final class Connect implements Component {
  private static final int PATIENCE_SECONDS = 60;

  private final Ports ports;
  private volatile org.apache.kafka.connect.runtime.@Nullable Connect<?> worker;

  Connect(Ports ports) {
    this.ports = ports;
  }

  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String start() throws PortInUseException {
    Ports.require(ports.connect(), name());
    worker = new ConnectDistributed().startConnect(settings());
    return "port " + ports.connect();
  }

  /** Where it is asked by HTTP. */
  URI api() {
    return URI.create("http://" + Ports.HOST + ":" + ports.connect());
  }

  /** The configuration of a connector; empty when there is none, or Connect is busy rebalancing. */
  Map<String, String> config(String connector) throws IOException, InterruptedException {
    var answer = new FutureCallback<Map<String, String>>();
    herder().connectorConfig(connector, answer);
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      return Map.of();
    } catch (TimeoutException e) {
      throw new IOException("Connect does not answer", e);
    }
  }

  /** What a connector and its tasks do, if there is such a connector. */
  Optional<ConnectorStateInfo> status(String connector) throws IOException {
    try {
      return Optional.of(herder().connectorStatus(connector));
    } catch (NotFoundException unknown) {
      return Optional.empty();
    }
  }

  private Herder herder() throws IOException {
    var running = worker;
    if (running == null) {
      throw new IOException("Connect does not run");
    }
    return running.herder();
  }

  private Map<String, String> settings() {
    var settings = new HashMap<>(SETTINGS);
    settings.put("bootstrap.servers", Ports.HOST + ":" + ports.kafka());
    settings.put("listeners", api().toString());
    settings.put(
        "config.providers.secrets.param." + SecretsProvider.PORT,
        Integer.toString(ports.postgres()));
    return settings;
  }

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("group.id", "connect"),
          Map.entry("rest.advertised.host.name", Ports.HOST),
          Map.entry("config.storage.topic", "connect-configs"),
          Map.entry("config.storage.replication.factor", "1"),
          Map.entry("offset.storage.topic", "connect-offsets"),
          Map.entry("offset.storage.replication.factor", "1"),
          Map.entry("offset.storage.partitions", "1"),
          Map.entry("status.storage.topic", "connect-status"),
          Map.entry("status.storage.replication.factor", "1"),
          Map.entry("status.storage.partitions", "1"),
          Map.entry("offset.flush.interval.ms", "1000"),
          // One worker: nobody else is to be waited for.
          Map.entry("scheduled.rebalance.max.delay.ms", "0"),
          Map.entry("session.timeout.ms", "2000"),
          Map.entry("heartbeat.interval.ms", "500"),
          Map.entry("rebalance.timeout.ms", "5000"),
          // Reads META-INF/services and does not search every class.
          Map.entry("plugin.discovery", "service_load"),
          Map.entry("topic.creation.enable", "false"),
          Map.entry("config.providers", "secrets"),
          Map.entry("config.providers.secrets.class", SecretsProvider.class.getName()),
          Map.entry("key.converter", "org.apache.kafka.connect.storage.StringConverter"),
          Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
          Map.entry("value.converter.schemas.enable", "false"),
          Map.entry("producer.buffer.memory", "4194304"),
          // Nobody looks at the MBeans, and to register some hundred of each client takes time.
          Map.entry("metric.reporters", ""),
          Map.entry("producer.metric.reporters", ""),
          Map.entry("consumer.metric.reporters", ""),
          Map.entry("admin.metric.reporters", ""));

  /**
   * At the end of the JVM Connect's own hook may have begun to stop it, and then its stop returns
   * at once. If the broker went first, Connect could neither store its offsets nor leave its group,
   * which would wait for it at the next start.
   */
  @Override
  public void stop() throws IOException, InterruptedException {
    var running = worker;
    if (running != null) {
      running.stop();
      running.awaitStop();
      awaitHerder(running.herderTask());
      worker = null;
    }
  }

  private static void awaitHerder(Future<?> herder) throws IOException, InterruptedException {
    try {
      herder.get();
    } catch (ExecutionException e) {
      throw new IOException("Connect ended with a failure", e.getCause());
    }
  }
}
