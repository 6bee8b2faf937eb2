package warble.user;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTokenTest {

  private final RefreshToken token = RefreshToken.first(42);

  @Test
  void itIsReadAsItWasWritten() {
    assertThat(RefreshToken.parse(token.text())).contains(token);
  }

  @Test
  void theNextOneSharesTheSessionButNotTheSecret() {
    RefreshToken next = token.next();

    assertThat(next.family()).isEqualTo(token.family());
    assertThat(next.userId()).isEqualTo(token.userId());
    assertThat(next.secret()).isNotEqualTo(token.secret());
    assertThat(next.hash()).isNotEqualTo(token.hash());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "42",
        "42..",
        "0.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "x.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "42.AAAAAAAAAAAAAAAAAAAAA}.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "42.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
        "99999999999999999999.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoTokenIsNotRead(String text) {
    assertThat(RefreshToken.parse(text)).isEmpty();
  }

  @Test
  void itIsNotPrinted() {
    assertThat(token.toString()).doesNotContain(token.secret());
  }
}
