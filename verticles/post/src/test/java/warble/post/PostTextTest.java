package warble.post;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

class PostTextTest {

  private static final String FAMILY = "👨‍👩‍👧‍👦";
  private static final String FLAG_OF_SCOTLAND = "🏴󠁧󠁢󠁳󠁣󠁴󠁿";

  @ParameterizedTest
  @ValueSource(strings = {"a", FAMILY, FLAG_OF_SCOTLAND, "é", "한"})
  void aThousandCharactersAsPeopleCountThemAreEnough(String character) {
    assertThat(new PostText(character.repeat(1000)).content()).startsWith(character);
    assertRefused(character.repeat(1001));
  }

  @Test
  void anEmptyTextIsRefused() {
    assertRefused("");
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\n\t", "\u00a0", "\u3000", "\u200b", "\u2028 \ufeff"})
  void aBlankTextIsRefused(String blank) {
    assertRefused(blank);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u0000", "a\u0007b", "a\rb", "\u0085x", "\u009b1m", "a\u007f"})
  void aControlCharacterIsRefused(String text) {
    assertRefused(text);
  }

  @Test
  void halfACharacterIsRefused() {
    assertRefused("a\ud83d");
  }

  @Test
  void aCharacterBuriedInMarksIsRefused() {
    assertRefused("a" + "\u0316".repeat(20_000));
  }

  /** Whose normalisation would take seconds. */
  @Test
  void alternatingMarksAreRefusedBeforeTheyAreNormalised() {
    assertRefused("a" + "\u0301\u0316".repeat(16));
    new PostText("a" + "\u0301\u0316".repeat(15));
  }

  @Test
  void linesAndTabsStay() {
    assertThat(new PostText("one\n\ttwo ").content()).isEqualTo("one\n\ttwo ");
  }

  @Test
  void equalTextsBecomeEqual() {
    assertThat(new PostText("e\u0301")).isEqualTo(new PostText("\u00e9"));
  }

  private static void assertRefused(String text) {
    assertThatThrownBy(() -> new PostText(text))
        .isInstanceOfSatisfying(
            FailureException.class,
            refused ->
                assertThat(refused.failure())
                    .isInstanceOfSatisfying(
                        Failure.InvalidArgument.class,
                        failure ->
                            assertThat(failure.violations())
                                .extracting(Failure.Violation::field)
                                .containsExactly("content")));
  }
}
