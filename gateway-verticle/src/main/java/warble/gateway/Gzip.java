package warble.gateway;

import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.IntConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bytes, and fewer bytes that stand for them (RFC 1952). */
final class Gzip {

  static final String NAME = "gzip";

  private static final int CHUNK = 8192;

  private Gzip() {}

  /**
   * Compresses.
   *
   * @param level 1 is fastest, 9 makes the fewest bytes
   */
  static Buffer deflate(Buffer plain, int level) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length() / 4 + CHUNK);
    try (OutputStream out = new Levelled(packed, level)) {
      out.write(plain.getBytes());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return Buffer.buffer(packed.toByteArray());
  }

  private static final class Levelled extends GZIPOutputStream {

    Levelled(OutputStream out, int level) throws IOException {
      super(out, CHUNK);
      def.setLevel(level);
    }
  }

  /**
   * Restores.
   *
   * @param growth is told, before anything is kept, by how many bytes the result grows; it ends the
   *     work when it throws
   * @throws IOException when this is no gzip, or not all of it
   */
  static Buffer inflate(Buffer packed, IntConsumer growth) throws IOException {
    Buffer plain = Buffer.buffer();
    byte[] chunk = new byte[CHUNK];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.getBytes()))) {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        growth.accept(read);
        plain.appendBytes(chunk, 0, read);
      }
    }
    return plain;
  }
}
