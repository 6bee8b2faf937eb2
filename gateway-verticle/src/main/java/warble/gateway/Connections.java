package warble.gateway;

import io.vertx.core.http.HttpConnection;
import java.util.concurrent.atomic.AtomicInteger;

/** How many connections a process has open. Instances share it. */
final class Connections {

  private final int most;
  private final AtomicInteger open = new AtomicInteger();

  Connections(int most) {
    this.most = most;
  }

  /** Closes a connection that is one too many. */
  void admit(HttpConnection connection) {
    connection.closeHandler(_ -> open.decrementAndGet());
    if (open.incrementAndGet() > most) {
      connection.close();
    }
  }
}
