package warble.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import warble.runtime.config.HostPort;

/** A TCP proxy that makes a network bad: connections are cut, stand still, or are slow. */
public final class Toxic implements AutoCloseable {

  private static final int CHUNK = 16 * 1024;

  private final HostPort upstream;
  private final ServerSocket server;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition resumed = lock.newCondition();
  private volatile boolean cut;
  private volatile boolean paused;
  private volatile boolean answersAreLost;
  private volatile Duration delay = Duration.ZERO;

  private Toxic(HostPort upstream, ServerSocket server) {
    this.upstream = upstream;
    this.server = server;
  }

  /** A healthy proxy to this address, on a free port of this machine. */
  public static Toxic to(HostPort upstream) {
    try {
      Toxic toxic = new Toxic(upstream, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
      Thread.startVirtualThread(toxic::accept);
      return toxic;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The address to connect to. */
  public HostPort address() {
    return new HostPort("127.0.0.1", server.getLocalPort());
  }

  /** Ends all connections, and new ones at once. */
  public void cut() {
    cut = true;
    sockets.forEach(Toxic::closeQuietly);
  }

  /** Cuts when something comes back, and loses it: what was asked has been done by then. */
  public void cutAtAnswer() {
    answersAreLost = true;
  }

  /** Lets no byte through, and ends nothing: what a lost network looks like. */
  public void pause() {
    paused = true;
  }

  /** Holds every piece of data back for so long, each way. */
  public void delay(Duration duration) {
    delay = duration;
  }

  /** Makes everything good again. */
  public void heal() {
    cut = false;
    answersAreLost = false;
    delay = Duration.ZERO;
    lock.lock();
    try {
      paused = false;
      resumed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    heal();
    cut();
    closeQuietly(server);
  }

  private void accept() {
    try {
      while (true) {
        connect(server.accept());
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void connect(Socket client) {
    sockets.add(client);
    if (cut) {
      closeQuietly(client);
      return;
    }
    try {
      Socket peer = new Socket(upstream.host(), upstream.port());
      sockets.add(peer);
      Thread.startVirtualThread(() -> pump(client, peer, () -> {}));
      Thread.startVirtualThread(() -> pump(peer, client, this::loseAnswer));
    } catch (IOException _) {
      closeQuietly(client);
    }
  }

  private void loseAnswer() {
    if (answersAreLost) {
      cut();
    }
  }

  private void pump(Socket from, Socket to, Runnable beforeEach) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] chunk = new byte[CHUNK];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        holdBack();
        beforeEach.run();
        out.write(chunk, 0, length);
      }
    } catch (IOException _) {
      // Ended by a side, or by cut().
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      sockets.remove(from);
    }
  }

  private void holdBack() throws InterruptedException {
    Thread.sleep(delay);
    lock.lock();
    try {
      while (paused) {
        resumed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private static void closeQuietly(Closeable closeable) {
    try {
      closeable.close();
    } catch (IOException _) {
      // Gone already.
    }
  }
}
