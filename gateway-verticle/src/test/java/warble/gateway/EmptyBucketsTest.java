package warble.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import warble.gateway.GatewayConfig.RateRule;
import warble.gateway.GatewayConfig.Subject;
import warble.gateway.GatewayConfig.WithoutRedis;
import warble.gateway.TokenBuckets.Decision;
import warble.gateway.TokenBuckets.Level;
import warble.gateway.TokenBuckets.Rule;

/** Who is refused from memory. */
final class EmptyBucketsTest {

  private static final Rule RULE =
      new Rule("one", new RateRule(Subject.USER, 2, 1, Duration.ofSeconds(1), WithoutRedis.ALLOW));
  private static final List<Rule> RULES = List.of(RULE);

  private long now = 1;
  private final EmptyBuckets empty = new EmptyBuckets(() -> now);

  @Test
  void aRefusalHoldsUntilTheNextToken() {
    empty.remember(RULES, "ada", refusal(Duration.ofMillis(400)), empty.now());

    pass(Duration.ofMillis(399));
    assertThat(empty.find(RULES, "ada"))
        .hasValue(
            new Decision(
                false, List.of(new Level(RULE, 0, Duration.ofMillis(1), Duration.ofMillis(1001)))));
    pass(Duration.ofMillis(1));
    assertThat(empty.find(RULES, "ada")).isEmpty();
  }

  @Test
  void itHoldsFromWhenRedisWasAskedAndNotFromWhenItAnswered() {
    long askedAt = empty.now();
    pass(Duration.ofMillis(300));
    empty.remember(RULES, "ada", refusal(Duration.ofMillis(400)), askedAt);

    pass(Duration.ofMillis(100));

    assertThat(empty.find(RULES, "ada")).isEmpty();
  }

  @Test
  void itHoldsForASecondAtMost() {
    empty.remember(RULES, "ada", refusal(Duration.ofHours(1)), empty.now());

    pass(Duration.ofMillis(999));
    assertThat(empty.find(RULES, "ada")).isPresent();
    pass(Duration.ofMillis(1));
    assertThat(empty.find(RULES, "ada")).isEmpty();
  }

  @Test
  void itHoldsForItsSubjectAndItsRules() {
    empty.remember(RULES, "ada", refusal(Duration.ofMillis(400)), empty.now());

    assertThat(empty.find(RULES, "grace")).isEmpty();
    assertThat(empty.find(List.of(RULE, RULE), "ada")).isEmpty();
  }

  @Test
  void whoWasAdmittedIsNotRemembered() {
    empty.remember(
        RULES,
        "ada",
        new Decision(true, List.of(new Level(RULE, 0, Duration.ofSeconds(1), Duration.ZERO))),
        empty.now());

    assertThat(empty.find(RULES, "ada")).isEmpty();
  }

  @Test
  void theOldestAreForgotten() {
    IntStream.range(0, 10_001)
        .forEach(i -> empty.remember(RULES, "" + i, refusal(Duration.ofMillis(400)), now));

    assertThat(empty.find(RULES, "0")).isEmpty();
    assertThat(empty.find(RULES, "1")).isPresent();
  }

  private static Decision refusal(Duration wait) {
    return new Decision(false, List.of(new Level(RULE, 0, wait, wait.plusSeconds(1))));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
