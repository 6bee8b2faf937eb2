package warble.loadtest.gateway;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * A closed load of HTTP/1.1: each connection sends the next request when the last one is answered.
 * It costs less CPU for a request than any server here, and takes no answer for one that is not 200
 * with the first answer's body.
 */
final class Client implements AutoCloseable {

  private static final int BUFFER = 1 << 16;
  private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);

  private final Selector selector = Selector.open();
  private final ByteBuffer request;
  private final byte[] body;
  private long answers;

  /**
   * Connects.
   *
   * @param request head and body of every request
   * @param body of every answer
   */
  Client(int port, int connections, String request, String body) throws IOException {
    this.request = ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8));
    this.body = body.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < connections; i++) {
      SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(BUFFER));
      send(channel);
    }
  }

  /** Answers so far. */
  long answers() {
    return answers;
  }

  /** Goes on for so long. */
  void run(long nanos) throws IOException {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      selector.select(this::receive, 100);
    }
  }

  private void send(SocketChannel channel) throws IOException {
    ByteBuffer out = request.duplicate();
    if (channel.write(out) != request.remaining()) {
      throw new IOException("the request does not fit into an empty socket");
    }
  }

  private void receive(SelectionKey key) {
    ByteBuffer in = (ByteBuffer) key.attachment();
    SocketChannel channel = (SocketChannel) key.channel();
    try {
      if (channel.read(in) < 0) {
        throw new IOException("the server has closed a connection");
      }
      if (isWhole(in)) {
        in.clear();
        answers++;
        send(channel);
      }
    } catch (IOException failure) {
      throw new IllegalStateException(failure);
    }
  }

  /** Whether the answer is all there; it is as long as its first one is expected to be. */
  private boolean isWhole(ByteBuffer in) {
    byte[] bytes = in.array();
    int size = in.position();
    int head = endOfHead(bytes, size);
    if (head < 0 || size - head < body.length) {
      return false;
    }
    if (!Arrays.equals(bytes, 0, OK.length, OK, 0, OK.length)
        || size - head != body.length
        || !Arrays.equals(bytes, head, size, body, 0, body.length)) {
      throw new IllegalStateException(text(bytes, size));
    }
    return true;
  }

  private static int endOfHead(byte[] bytes, int size) {
    for (int i = 3; i < size; i++) {
      if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n') {
        return i + 1;
      }
    }
    return -1;
  }

  private static String text(byte[] bytes, int size) {
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  /** The body of one answer; its head must tell the length. */
  static String once(int port, String request) throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
      ByteBuffer in = ByteBuffer.allocate(BUFFER);
      int head = -1;
      while (head < 0 || in.position() < head + length(text(in.array(), head))) {
        if (channel.read(in) < 0) {
          throw new IOException("no answer but " + text(in.array(), in.position()));
        }
        head = endOfHead(in.array(), in.position());
      }
      return new String(in.array(), head, in.position() - head, StandardCharsets.UTF_8);
    }
  }

  private static int length(String head) throws IOException {
    return head.lines()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring(15).strip()))
        .findAny()
        .orElseThrow(() -> new IOException("an answer of unknown length: " + head));
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
