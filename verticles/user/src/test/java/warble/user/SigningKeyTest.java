package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SigningKeyTest {

  /** The key of RFC 7638, section 3.1. */
  private static final String MODULUS =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3okn"
          + "jhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHz"
          + "u6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEg"
          + "U8awapJzKnqDKgw";

  @Test
  void itsIdentifierIsItsThumbprint() throws GeneralSecurityException {
    BigInteger modulus = new BigInteger(1, Base64.getUrlDecoder().decode(MODULUS));
    RSAPublicKey key =
        (RSAPublicKey)
            KeyFactory.getInstance("RSA")
                .generatePublic(new RSAPublicKeySpec(modulus, BigInteger.valueOf(65537)));

    assertThat(SigningKey.thumbprint(key)).isEqualTo("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
  }

  @Test
  void itIsReadFromPem() throws GeneralSecurityException {
    SigningKey key = SigningKey.generate();

    List<SigningKey> read = SigningKey.ofPem(Pem.of(key.privateKey()));

    assertThat(read).extracting(SigningKey::kid).containsExactly(key.kid());
    assertThat(read.getFirst().publicKey()).isEqualTo(key.publicKey());
  }

  @ParameterizedTest
  @CsvSource({"RSA, 1024", "EC, 256"})
  void weakAndForeignKeysAreRefused(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    String pem = Pem.of(generator.generateKeyPair().getPrivate());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningKey.ofPem(pem))
        .withMessageStartingWith("signingKeys: ");
  }

  @Test
  void whatIsNoKeyIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.ofPem("secret"));
  }
}
