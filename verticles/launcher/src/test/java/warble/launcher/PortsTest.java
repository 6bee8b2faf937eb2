package warble.launcher;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import warble.runtime.config.HostPort;

class PortsTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void aPortInUseIsToldWithItsOwner() throws IOException {
    try (ServerSocket taken = new ServerSocket(0)) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() ->
              Ports.requireFree(
                  new HostPort("localhost", port), "HTTP API", "choose another by --port"))
          .hasMessageMatching(
              "port %d \\(HTTP API\\) is in use by .+, pid %d: free it, or choose another by --port"
                  .formatted(port, ProcessHandle.current().pid()));
    }
  }

  @Test
  void aFreePortIsFree() {
    assertThatCode(() -> Ports.requireFree(new HostPort("localhost", Ports.free()), "HTTP API", ""))
        .doesNotThrowAnyException();
  }
}
