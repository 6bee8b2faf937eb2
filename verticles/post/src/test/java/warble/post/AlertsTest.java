package warble.post;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Metrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
class AlertsTest {

  /** A metric, and of its labels the one that tells it from others. */
  private static final Pattern METRIC = Pattern.compile("warble_\\w+(?:\\{state=\"\\w+\")?");

  @Test
  void theRulesNameMetricsThatTheDomainTells(Stack stack) throws IOException {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Metrics.addRegistry(registry);
    try (var _ = new PostFixture(stack)) {
      assertThat(named())
          .hasSizeGreaterThan(3)
          .allSatisfy(metric -> assertThat(registry.scrape()).contains(metric));
    } finally {
      Metrics.removeRegistry(registry);
    }
  }

  private static List<String> named() throws IOException {
    String rules = Files.readString(Path.of("../../deploy/alerts/posts.yaml"));
    return METRIC.matcher(rules).results().map(MatchResult::group).distinct().toList();
  }
}
