package warble.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Kafka's clients would refuse much later is refused at the start. */
final class KafkaConfigTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "feed-0", "warble.feed-0", "7"})
  void aNameOrNoneIsTaken(String name) {
    assertThat(new KafkaConfig(List.of(), Map.of(), name).instanceId()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "feed 0", "feed/0", ".", "..", "f\u00e9ed"})
  void aNameThatKafkaDoesNotTakeIsRefused(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaConfig(List.of(), Map.of(), name))
        .withMessageContaining("instanceId: " + name);
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new KafkaConfig(List.of(), Map.of(), "x".repeat(250)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void noPatienceAtAllIsRefused(long seconds) {
    var second = Duration.ofSeconds(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new ConsumerConfig(
                "t", "g", 2, 1, Duration.ofSeconds(seconds), second, second, second, second))
        .withMessageContaining("patience: ");
  }
}
