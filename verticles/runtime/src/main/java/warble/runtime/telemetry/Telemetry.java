package warble.runtime.telemetry;

import static io.vertx.micrometer.MetricsDomain.DATAGRAM_SOCKET;
import static io.vertx.micrometer.MetricsDomain.EVENT_BUS;
import static io.vertx.micrometer.MetricsDomain.NET_CLIENT;
import static io.vertx.micrometer.MetricsDomain.NET_SERVER;
import static io.vertx.micrometer.MetricsDomain.VERTICLES;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The meters of this process, in the format of Prometheus. */
public final class Telemetry {

  /** A client may send any word as its method; each would make a time series. */
  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final Set<Label> LABELS =
      EnumSet.of(Label.HTTP_METHOD, Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME);

  private static final double[] BUCKETS =
      Stream.of(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000)
          .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
          .toArray();

  /**
   * Not all that Micrometer has: the pressure on the heap is to be seen from these, and a start
   * would pay for the arithmetic of its meters.
   */
  private static final List<MeterBinder> JVM =
      List.of(
          new ClassLoaderMetrics(),
          new JvmMemoryMetrics(),
          new JvmGcMetrics(),
          new JvmThreadMetrics(),
          new ProcessorMetrics());

  private final PrometheusMeterRegistry registry;

  /** A registry with nothing in it. */
  public Telemetry() {
    registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry
        .config()
        .meterFilter(MeterFilter.replaceTagValues("method", Telemetry::knownMethod))
        .meterFilter(new ResponseTimes());
    // The domains' own meters are made where they are used.
    Metrics.addRegistry(registry);
  }

  private static String knownMethod(String method) {
    return METHODS.contains(method) ? method : "OTHER";
  }

  /** A Vert.x that counts what it does here. */
  public Vertx vertx(VertxOptions options) {
    JVM.forEach(meters -> meters.bindTo(registry));
    return Vertx.builder()
        .with(options.setMetricsOptions(metricsOptions()))
        .withMetrics(new MicrometerMetricsFactory(registry))
        .build();
  }

  private static MicrometerMetricsOptions metricsOptions() {
    MicrometerMetricsOptions options = new MicrometerMetricsOptions();
    Stream.of(NET_SERVER, NET_CLIENT, DATAGRAM_SOCKET, EVENT_BUS, VERTICLES)
        .forEach(options::addDisabledMetricsCategory);
    options.setEnabled(true);
    return options.setLabels(LABELS);
  }

  /** All meters in the text format of Prometheus; takes some milliseconds. */
  public String scrape() {
    return registry.scrape();
  }

  /** Quantiles come from buckets, which add up over pods. */
  private static final class ResponseTimes implements MeterFilter {

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
      return id.getName().endsWith("response.time")
          ? DistributionStatisticConfig.builder()
              .serviceLevelObjectives(BUCKETS)
              .build()
              .merge(config)
          : config;
    }
  }
}
