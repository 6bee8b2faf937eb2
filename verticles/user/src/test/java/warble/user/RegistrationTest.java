package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

class RegistrationTest {

  private static final String LONG_LABEL = "a".repeat(64);

  @Test
  void everyBadFieldIsNamedAtOnce() {
    FailureException refusal =
        catchThrowableOfType(
            FailureException.class, () -> Registration.of("ab", "nowhere", "too short"));

    assertThat(refusal.failure())
        .isInstanceOfSatisfying(
            Failure.InvalidArgument.class,
            it ->
                assertThat(it.violations())
                    .extracting(Failure.Violation::field)
                    .containsExactly("username", "email", "password"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ada", "Ada_Lovelace", "x_1", "a23456789012345678901234567890"})
  void usernamesOfLettersDigitsAndUnderscoresAreAccepted(String name) {
    assertThat(Username.isValid(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "ab", "a b", "ada-l", "adá", "ada\n", "a234567890123456789012345678901"})
  void otherUsernamesAreRefused(String name) {
    assertThat(Username.isValid(name)).isFalse();
    assertThatThrownBy(() -> new Username(name)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ada@example.org",
        "a.b+tag@sub.example.co.uk",
        "o'hara_x@xn--bcher-kva.example",
        "1@2.3"
      })
  void addressesAreAccepted(String address) {
    assertThat(Email.isValid(address)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ada",
        "ada@",
        "@example.org",
        "ada@localhost",
        "ada@example..org",
        "ada@-example.org",
        "ada@example.org\n",
        "ada lovelace@example.org",
        "ada@exa mple.org",
        "ada@@example.org",
        "ádá@example.org"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThat(Email.isValid(text)).isFalse();
  }

  @Test
  void partsOfAnAddressHaveALimit() {
    assertThat(Email.isValid(LONG_LABEL + "@example.org")).isTrue();
    assertThat(Email.isValid(LONG_LABEL + "a@example.org")).isFalse();
    assertThat(Email.isValid("ada@" + LONG_LABEL + ".org")).isFalse();
    assertThat(Email.isValid("ada@" + "example.".repeat(31) + "org")).isFalse();
  }

  @Test
  void addressesThatDifferInCaseAreTheSame() {
    assertThat(new Email("Ada@Example.ORG")).isEqualTo(new Email("ada@example.org"));
  }

  @Test
  void aPasswordIsMeasuredInCharactersAndNotInBytes() {
    assertThat(new Password("🦆".repeat(9)).isChoosable()).isFalse();
    assertThat(new Password("🦆".repeat(10)).isChoosable()).isTrue();
    assertThat(new Password("🦆".repeat(128)).isChoosable()).isTrue();
    assertThat(new Password("🦆".repeat(129)).isChoosable()).isFalse();
  }

  @Test
  void aPasswordIsTheSameOnEveryKeyboard() {
    String composed = "crème brûlée";

    assertThat(new Password(Normalizer.normalize(composed, Normalizer.Form.NFD)))
        .isEqualTo(new Password(composed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"qwertyuiop", "1234567890", "Password123", "1Q2W3E4R5T", "basketball"})
  void aPasswordThatIsGuessedFirstIsRefused(String password) {
    FailureException refusal =
        catchThrowableOfType(
            FailureException.class, () -> Registration.of("ada", "ada@example.org", password));

    assertThat(refusal.failure())
        .isInstanceOfSatisfying(
            Failure.InvalidArgument.class,
            it ->
                assertThat(it.violations())
                    .extracting(Failure.Violation::field)
                    .containsExactly("password"));
  }

  @Test
  void tenThousandPasswordsAreRefused() {
    assertThat(CommonPasswords.load()).isEqualTo(10_000);
  }

  @Test
  void aPasswordIsNotPrinted() {
    assertThat(Registration.of("ada", "ada@example.org", "correct horse").toString())
        .doesNotContain("correct horse");
  }
}
