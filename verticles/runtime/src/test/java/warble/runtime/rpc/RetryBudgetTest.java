package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

  private long now = 1;
  private final RetryBudget budget = new RetryBudget(0.25, 2, () -> now);

  @Test
  void aShareOfTheCallsMayBeRepeatedBesidesTheFloor() {
    IntStream.range(0, 100).forEach(_ -> budget.called());

    assertThat(taken()).isEqualTo(27);
  }

  @Test
  void theFloorComesBackEachSecondAndIsNotSavedUp() {
    assertThat(taken()).isEqualTo(2);

    now += Duration.ofMillis(500).toNanos();
    assertThat(taken()).isEqualTo(1);
    now += Duration.ofHours(1).toNanos();
    assertThat(taken()).isEqualTo(2);
  }

  @Test
  void whatIsSavedUpIsBounded() {
    IntStream.range(0, 1_000_000).forEach(_ -> budget.called());

    assertThat(taken()).isEqualTo(100);
  }

  private long taken() {
    return IntStream.range(0, 1_000).filter(_ -> budget.take()).count();
  }
}
