package warble.devstack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The executables, unpacked from their jars once and then found in the cache. */
record Binaries(Path cache) {
  /** The folder that holds {@code bin/postgres}. */
  Path postgres() throws IOException {
    return unpacked(Platform.postgresResource(), Archive::unpack);
  }

  /** The executable itself. */
  Path redis() throws IOException {
    return unpacked(
            Platform.redisResource(),
            (in, target) -> Files.copy(in, target.resolve("redis-server")))
        .resolve("redis-server");
  }

  /**
   * Renamed into place when complete: a first start that is killed, or two at once, leave no half a
   * tree behind.
   */
  private Path unpacked(String resource, Unpacking unpacking) throws IOException {
    var place = cache.resolve(resource.substring(1).replace(".txz", "-18.6.0"));
    if (Files.isDirectory(place)) {
      return place;
    }
    Files.createDirectories(cache);
    var draft = Files.createTempDirectory(cache, "unpacking");
    try (var in = Binaries.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IOException("no binary on the class path for this system: " + resource);
      }
      unpacking.unpack(in, draft);
    }
    makeExecutable(draft);
    return rename(draft, place);
  }

  private static void makeExecutable(Path draft) throws IOException {
    var everybody = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.setPosixFilePermissions(draft, everybody);
    var server = draft.resolve("redis-server");
    if (Files.exists(server)) {
      Files.setPosixFilePermissions(server, everybody);
    }
  }

  private static Path rename(Path draft, Path place) throws IOException {
    try {
      return Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(place)) {
        throw e;
      }
      Folders.delete(draft);
      return place;
    }
  }

  private interface Unpacking {
    void unpack(InputStream in, Path target) throws IOException;
  }
}
