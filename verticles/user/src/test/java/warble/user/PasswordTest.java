package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import warble.runtime.rpc.FailureException;

/** What may be a password. */
class PasswordTest {

  @Test
  void theSameKeysGiveTheSamePasswordOnEveryDevice() {
    assertThat(new Password("cafe\u0301 au lait")).isEqualTo(new Password("caf\u00e9 au lait"));
  }

  @Test
  void lengthIsCountedInCharacters() {
    assertThat(new Password("x".repeat(9)).isChoosable()).isFalse();
    assertThat(new Password("x".repeat(10)).isChoosable()).isTrue();
    assertThat(new Password("\ud83d\ude00".repeat(128)).isChoosable()).isTrue();
    assertThat(new Password("x".repeat(129)).isChoosable()).isFalse();
  }

  @Test
  void nobodyChoosesWhatCannotBeTyped() {
    assertThat(new Password("correct\u0000horse").isChoosable()).isFalse();
    assertThat(new Password("correct\thorse").isChoosable()).isFalse();
  }

  /** Normalising alternating marks takes time that grows with the square of their number. */
  @Test
  void aHugeOneIsNeitherNormalisedNorHashed() {
    String huge = "a" + "\u0301\u0316".repeat(80_000);
    assertThat(new Password(huge).value()).isSameAs(huge);
    assertThatThrownBy(() -> Credentials.of("ada@example.org", huge))
        .isInstanceOf(FailureException.class)
        .hasMessageContaining("password");
  }
}
