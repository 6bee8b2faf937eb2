package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

class RpcConfigTest {

  private static final HostPort ONE = new HostPort("one", 9090);
  private static final HostPort TWO = new HostPort("two", 9090);
  private static final HostPort THREE = new HostPort("three", 9090);

  @Test
  void theMostParticularKeyWins() {
    RpcConfig config =
        config(
            Map.of(
                "default",
                List.of(ONE),
                "user",
                List.of(TWO),
                "warble.user.v1.AdminService",
                List.of(THREE)));

    assertThat(config.instances("warble.post.v1.PostService")).containsExactly(ONE);
    assertThat(config.instances("warble.user.v1.UserService")).containsExactly(TWO);
    assertThat(config.instances("warble.user.v1.AdminService")).containsExactly(THREE);
  }

  @Test
  void theDefaultNamesNoService() {
    RpcConfig config = config(Map.of("default", List.of(ONE), "user", List.of(TWO)));

    assertThat(config.names("warble.user.v1.UserService")).isTrue();
    assertThat(config.names("warble.post.v1.PostService")).isFalse();
  }

  @Test
  void aServiceThatNoKeyNamesIsNowhereElse() {
    assertThat(config(Map.of("user", List.of(ONE))).instances("warble.post.v1.PostService"))
        .isEmpty();
  }

  @Test
  void aMessageSizeThatCannotBeHeldIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RpcConfig(ONE, second(), new DataSize(1L << 31), second(), Map.of()))
        .withMessage("max-message-size: 2147483648 bytes (expected: 1KiB..64MiB)");
  }

  @Test
  void noTimeAtAllIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> new RpcConfig(ONE, Duration.ZERO, new DataSize(1 << 20), second(), Map.of()))
        .withMessage("default-timeout: PT0S (expected: more than 0)");
  }

  private static RpcConfig config(Map<String, List<HostPort>> services) {
    return new RpcConfig(ONE, second(), new DataSize(1 << 20), second(), services);
  }

  private static Duration second() {
    return Duration.ofSeconds(1);
  }
}
