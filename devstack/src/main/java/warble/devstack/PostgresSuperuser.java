package warble.devstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * The superuser's password, made once and kept where only this user reads it: a superuser may run
 * programs, so no other user of the machine should become one by connecting.
 *
 * @param file holds nothing but the password
 */
record PostgresSuperuser(Path file) {
  static final String NAME = "postgres";

  void create() throws IOException {
    Files.createDirectories(file.getParent());
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file, UUID.randomUUID().toString());
  }

  String password() {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
