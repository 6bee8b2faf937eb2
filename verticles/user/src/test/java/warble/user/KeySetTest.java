package warble.user;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys take turns: two minutes until one signs, twenty until the one before it is forgotten. */
class KeySetTest {

  private static final KeySet.Turns TURNS =
      KeySet.Turns.of(Duration.ofMinutes(1), Duration.ofMinutes(10));

  private static List<SigningKey> keys;

  @BeforeAll
  static void generate() throws GeneralSecurityException {
    keys = List.of(SigningKey.generate(), SigningKey.generate(), SigningKey.generate());
  }

  @ParameterizedTest
  @CsvSource({
    // ages in minutes, newest first; which signs, how many are published
    "'0',          0, 1",
    "'5000',       0, 1",
    "'0 5000',     1, 2",
    "'1 5000',     1, 2",
    "'2 5000',     0, 2",
    "'19 5000',    0, 2",
    "'20 5000',    0, 1",
    "'0 1 5000',   2, 3",
    "'1 2 5000',   1, 3",
    "'3 4 5000',   0, 3",
    "'19 20 5000', 0, 2",
    "'0 20 5000',  1, 2",
  })
  void keysTakeTurns(String ages, int signing, int published) {
    List<Integer> minutes = List.of(ages.split(" ", -1)).stream().map(Integer::valueOf).toList();
    List<KeySet.Aged> stored =
        IntStream.range(0, minutes.size())
            .mapToObj(i -> new KeySet.Aged(keys.get(i), Duration.ofMinutes(minutes.get(i))))
            .toList();

    KeySet set = KeySet.of(stored, TURNS);

    assertThat(set.signing()).isEqualTo(keys.get(signing));
    assertThat(set.published()).isEqualTo(keys.subList(0, published));
  }

  @Test
  void ofConfiguredKeysTheFirstSigns() {
    assertThat(KeySet.configured(keys))
        .returns(keys.getFirst(), KeySet::signing)
        .returns(keys, KeySet::published);
  }
}
