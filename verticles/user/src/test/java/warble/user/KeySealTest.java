package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import warble.runtime.config.Secret;

class KeySealTest {

  private static final byte[] KEY = "0 is the first byte of DER".getBytes(StandardCharsets.UTF_8);

  private final KeySeal seal = KeySeal.under(new Secret("a".repeat(32)));

  @Test
  void whatWasSealedIsOpenedAndCannotBeRead() throws GeneralSecurityException {
    byte[] sealed = seal.seal("kid", KEY);

    assertThat(seal.open("kid", sealed)).isEqualTo(KEY);
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("first byte");
    assertThat(seal.seal("kid", KEY)).isNotEqualTo(sealed);
  }

  @Test
  void whatWasChangedOrMovedOrSealedByOthersIsRefused() throws GeneralSecurityException {
    byte[] sealed = seal.seal("kid", KEY);
    byte[] changed = sealed.clone();
    changed[20] ^= 1;

    assertRefused(seal, "kid", changed);
    assertRefused(seal, "another", sealed);
    assertRefused(KeySeal.under(new Secret("b".repeat(32))), "kid", sealed);
  }

  private static void assertRefused(KeySeal seal, String kid, byte[] stored) {
    assertThatThrownBy(() -> seal.open(kid, stored)).isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void aKeyFromBeforeThereWasASecretIsRead() throws GeneralSecurityException {
    byte[] clear = KeySeal.under(new Secret("")).seal("kid", KEY);

    assertThat(clear).isEqualTo(KEY);
    assertThat(seal.open("kid", clear)).isEqualTo(KEY);
  }

  @Test
  void withoutItsSecretASealedKeyIsRefused() throws GeneralSecurityException {
    byte[] sealed = seal.seal("kid", KEY);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> KeySeal.under(new Secret("")).open("kid", sealed))
        .withMessageContaining("key-encryption-key");
  }
}
