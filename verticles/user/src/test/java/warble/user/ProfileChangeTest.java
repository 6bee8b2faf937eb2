package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import warble.runtime.rpc.FailureException;

class ProfileChangeTest {

  @Test
  void textIsTakenWithoutSpaceAround() {
    ProfileChange change = change("  Ada Lovelace ", "Poetical\nscience ");

    assertThat(change.displayName()).isEqualTo("Ada Lovelace");
    assertThat(change.bio()).isEqualTo("Poetical\nscience");
  }

  @Test
  void lengthsAreOfCharacters() {
    assertThat(change("🦆".repeat(50), "🦆".repeat(160)).displayName()).hasSize(100);
    assertThatThrownBy(() -> change("🦆".repeat(51), "")).hasMessageContaining("displayName");
    assertThatThrownBy(() -> change("", "🦆".repeat(161))).hasMessageContaining("bio");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\u0000b", "a\u001bb", "a\tb", "a\nb", "a\u0085b"})
  void aNameIsOneLineWithoutControlCharacters(String name) {
    assertThatThrownBy(() -> change(name, "")).isInstanceOf(FailureException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u200b",
        "\u200d\ufeff",
        "\u2060",
        "\u00ad",
        "\u202e\u202c",
        "\u3164",
        "\u2800 \u2800",
        "\u0301",
        "\u034f",
        "\ufe0f",
        "\udb40\udc41",
        "\u061c"
      })
  void aNameOfWhichNothingCanBeSeenIsRefused(String name) {
    assertThatThrownBy(() -> change(name, "")).hasMessageContaining("profile.displayName");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Ada",
        "\ud83d\udc68\u200d\ud83d\udcbb",
        "\u0645\u06cc\u200c\u062e\u0648",
        "-",
        "e\u0301"
      })
  void joinersAndMarksMayBePartOfAName(String name) {
    assertThat(change(name, "").displayName()).isNotNull();
  }

  private static ProfileChange change(String displayName, String bio) {
    return new ProfileChange(
        Set.of(ProfileChange.Field.DISPLAY_NAME, ProfileChange.Field.BIO), displayName, bio);
  }
}
