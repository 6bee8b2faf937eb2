package warble.devstack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the {@code .txz} in which Postgres comes: as much of tar (ustar with GNU long names) as
 * that uses.
 */
final class Archive {
  private static final int BLOCK = 512;

  private final InputStream tar;
  private final Path target;
  private String longName = "";
  private String longLink = "";

  private Archive(InputStream tar, Path target) {
    this.tar = tar;
    this.target = target;
  }

  static void unpack(InputStream txz, Path target) throws IOException {
    try (var tar = new BufferedInputStream(new XZInputStream(txz), 1 << 16)) {
      new Archive(tar, target).unpack();
    }
  }

  private void unpack() throws IOException {
    var header = new byte[BLOCK];
    while (tar.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      unpack(new Header(header));
    }
  }

  private void unpack(Header header) throws IOException {
    switch (header.type()) {
      case 'L' -> longName = text(header.size());
      case 'K' -> longLink = text(header.size());
      case 'x', 'g' -> text(header.size());
      default -> {
        place(header, inside(longName.isEmpty() ? header.name() : longName));
        longName = "";
        longLink = "";
      }
    }
  }

  private String text(long size) throws IOException {
    var bytes = tar.readNBytes((int) size);
    skipPadding(size);
    return new String(bytes, UTF_8).replace("\0", "");
  }

  private void place(Header header, Path path) throws IOException {
    var link = longLink.isEmpty() ? header.link() : longLink;
    Files.createDirectories(header.type() == '5' ? path : path.resolveSibling(""));
    switch (header.type()) {
      case '5' -> {}
      case '2' -> Files.createSymbolicLink(path, Path.of(link));
      case '1' -> Files.createLink(path, inside(link));
      case '0', 0 -> writeFile(header, path);
      default -> throw new IOException("tar entry of type " + header.type() + ": " + path);
    }
  }

  private Path inside(String name) throws IOException {
    var path = target.resolve(name).normalize();
    if (!path.startsWith(target)) {
      throw new IOException("tar entry outside of its folder: " + name);
    }
    return path;
  }

  private void writeFile(Header header, Path path) throws IOException {
    try (var out = Files.newOutputStream(path)) {
      var buffer = new byte[1 << 16];
      for (long left = header.size(); left > 0; ) {
        int count = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
        if (count < 0) {
          throw new EOFException(path.toString());
        }
        out.write(buffer, 0, count);
        left -= count;
      }
    }
    skipPadding(header.size());
    if (header.isExecutable()) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private void skipPadding(long size) throws IOException {
    tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
  }

  private static final class Header {
    private final byte[] block;

    Header(byte[] block) {
      this.block = block;
    }

    String name() {
      var prefix = isUstar() ? text(345, 155) : "";
      return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    /**
     * GNU's own header says "ustar" too, but with spaces behind it, and has other things in place
     * of the prefix.
     */
    private boolean isUstar() {
      return text(257, 6).equals("ustar") && block[262] == 0;
    }

    String link() {
      return text(157, 100);
    }

    long size() {
      return number(124, 12);
    }

    boolean isExecutable() {
      return (number(100, 8) & 0111) != 0;
    }

    char type() {
      return (char) block[156];
    }

    private long number(int offset, int length) {
      return Long.parseLong("0" + text(offset, length).strip(), 8);
    }

    private String text(int offset, int length) {
      int end = offset;
      while (end < offset + length && block[end] != 0) {
        end++;
      }
      return new String(block, offset, end - offset, UTF_8);
    }
  }
}
