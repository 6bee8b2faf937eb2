package warble.devstack;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;

/**
 * One Kafka node, broker and controller at once, in this JVM.
 *
 * <p>What a producer with {@code acks=all} was told is written can be lost only with the machine,
 * not with this JVM: the broker answers after {@code write(2)}, and from then on the record is in
 * the kernel's page cache, which a killed process leaves behind. What was not yet answered, Connect
 * has not yet confirmed to Postgres either, and reads again from the slot. So no flush after each
 * message: it would only cost.
 */
final class Kafka implements Component {
  private final Path data;
  private final Ports ports;
  private final Path topics;
  private @Nullable KafkaRaftServer server;

  Kafka(Path data, Ports ports, Path topics) {
    this.data = data;
    this.ports = ports;
    this.topics = topics;
  }

  @Override
  public String name() {
    return "kafka";
  }

  @Override
  public String start() throws Exception {
    Ports.require(ports.kafka(), name());
    Ports.require(ports.controller(), "kafka controller");
    format();
    var node = new KafkaRaftServer(new KafkaConfig(settings()), Time.SYSTEM);
    server = node;
    node.startup();
    Topics.create(bootstrap(), topics);
    return "port " + ports.kafka();
  }

  String bootstrap() {
    return Ports.HOST + ":" + ports.kafka();
  }

  private void format() throws Exception {
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(data);
    new Formatter()
        .setPrintStream(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
        .setNodeId(1)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(data.toString())
        .addDirectory(data.toString())
        .run();
  }

  private Properties settings() {
    var settings = new Properties();
    settings.putAll(addresses());
    settings.putAll(ONE_NODE);
    settings.putAll(QUICK_RESTART);
    settings.putAll(SMALL);
    return settings;
  }

  private Map<String, String> addresses() {
    return Map.of(
        "process.roles", "broker,controller",
        "node.id", "1",
        "listeners",
            "PLAINTEXT://%s,CONTROLLER://%s:%d"
                .formatted(bootstrap(), Ports.HOST, ports.controller()),
        "advertised.listeners", "PLAINTEXT://" + bootstrap(),
        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name", "PLAINTEXT",
        "controller.listener.names", "CONTROLLER",
        "controller.quorum.voters", "1@%s:%d".formatted(Ports.HOST, ports.controller()),
        "log.dirs", data.toString(),
        "auto.create.topics.enable", "false");
  }

  /** Internal topics cannot have more replicas than there are nodes. */
  private static final Map<String, String> ONE_NODE =
      Map.of(
          "offsets.topic.replication.factor", "1",
          "offsets.topic.num.partitions", "4",
          "transaction.state.log.replication.factor", "1",
          "transaction.state.log.min.isr", "1",
          "transaction.state.log.num.partitions", "4",
          "share.coordinator.state.topic.replication.factor", "1",
          "share.coordinator.state.topic.min.isr", "1",
          "share.coordinator.state.topic.num.partitions", "4");

  /**
   * The controller waits for the session of a broker that went away; with Kafka's 9 s a restart
   * takes 11 s.
   */
  private static final Map<String, String> QUICK_RESTART =
      Map.of(
          "controlled.shutdown.enable", "true",
          "broker.session.timeout.ms", "1500",
          "broker.heartbeat.interval.ms", "500",
          "group.initial.rebalance.delay.ms", "0",
          "group.min.session.timeout.ms", "1000",
          // No record each 500 ms only to show that time passes.
          "metadata.max.idle.interval.ms", "0");

  private static final Map<String, String> SMALL =
      Map.ofEntries(
          Map.entry("metric.reporters", ""),
          Map.entry("num.network.threads", "1"),
          Map.entry("num.io.threads", "2"),
          Map.entry("background.threads", "2"),
          Map.entry("group.coordinator.threads", "1"),
          Map.entry("log.cleaner.threads", "1"),
          Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
          Map.entry("log.cleaner.io.buffer.size", "131072"),
          Map.entry("log.segment.bytes", "67108864"),
          Map.entry("log.index.size.max.bytes", "1048576"),
          Map.entry("offsets.load.buffer.size", "1048576"),
          Map.entry("transaction.state.log.load.buffer.size", "1048576"));

  @Override
  public void stop() {
    if (server != null) {
      server.shutdown();
      server.awaitShutdown();
      server = null;
    }
  }
}
