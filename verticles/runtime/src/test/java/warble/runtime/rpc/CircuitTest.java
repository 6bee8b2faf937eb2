package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CircuitTest {

  private static final Resilience POLICY =
      new Resilience(
          Duration.ofSeconds(1),
          0.2,
          1,
          5,
          Duration.ofSeconds(10),
          0.5,
          10,
          0.5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  private long now = 1;
  private final Circuit circuit = new Circuit("test.Service", POLICY, () -> now);

  @Test
  void itOpensWhenHalfOfTheCallsFail() {
    end(Verdict.ANSWERED, 5);
    end(Verdict.FAILED, 4);
    assertThat(circuit.admits()).isTrue();

    end(Verdict.FAILED, 1);

    assertThat(circuit.admits()).isFalse();
  }

  @Test
  void aFewCallsProveNothing() {
    end(Verdict.FAILED, 9);

    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void aFewFailuresOfManyCallsProveNothing() {
    end(Verdict.ANSWERED, 1_000);
    end(Verdict.FAILED, 900);

    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void failuresOfLongAgoAreForgotten() {
    end(Verdict.FAILED, 9);
    pass(Duration.ofSeconds(10));
    end(Verdict.FAILED, 9);

    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void callersThatGoAwayProveNothing() {
    end(Verdict.NONE, 100);
    end(Verdict.FAILED, 9);

    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void oneCallFindsOutWhetherTheServiceIsBack() {
    end(Verdict.FAILED, 10);
    pass(Duration.ofSeconds(2));

    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isFalse();
    end(Verdict.ANSWERED, 1);
    assertThat(circuit.admits()).isTrue();
    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void aServiceThatIsNotBackIsCutOffAgain() {
    end(Verdict.FAILED, 10);
    pass(Duration.ofSeconds(2));
    assertThat(circuit.admits()).isTrue();

    end(Verdict.FAILED, 1);

    assertThat(circuit.admits()).isFalse();
    pass(Duration.ofSeconds(2));
    assertThat(circuit.admits()).isTrue();
  }

  @Test
  void aTrialThatItsCallerGivesUpIsFollowedByAnother() {
    end(Verdict.FAILED, 10);
    pass(Duration.ofSeconds(2));
    assertThat(circuit.admits()).isTrue();

    end(Verdict.NONE, 1);

    assertThat(circuit.admits()).isTrue();
  }

  private void end(Verdict verdict, int calls) {
    IntStream.range(0, calls).forEach(_ -> circuit.ended(verdict));
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }
}
