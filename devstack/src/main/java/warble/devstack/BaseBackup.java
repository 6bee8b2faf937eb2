package warble.devstack;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/**
 * A copy of a running server's files, as {@code pg_basebackup} makes one: the binaries come without
 * it. See "Making a Base Backup Using the Low Level API" in the manual of Postgres.
 */
record BaseBackup(Connection server, Path source) {
  /** Their content belongs to the running server; the log is streamed. */
  private static final Set<String> EMPTIED =
      Set.of(
          "pg_replslot",
          "pg_dynshmem",
          "pg_notify",
          "pg_serial",
          "pg_snapshots",
          "pg_stat_tmp",
          "pg_subtrans",
          "pg_wal");

  private static final List<String> OMITTED =
      List.of("postmaster.", "pgsql_tmp", "pg_internal.init", "backup_label", "standby.signal");

  /** Renamed into place when complete. */
  void copyTo(Path target) throws IOException, SQLException {
    var draft = target.resolveSibling("copying");
    Folders.delete(draft);
    try (var statement = server.createStatement()) {
      statement.execute("SELECT pg_backup_start('replica', true)");
      copyFiles(draft);
      try (var label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
        label.next();
        Files.writeString(draft.resolve("backup_label"), label.getString(1));
      }
    }
    Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwx------"));
    Files.move(draft, target);
  }

  private void copyFiles(Path draft) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            return visitFile(folder, attributes);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (isCopied(file)) {
              copy(file, draft.resolve(source.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            return failure instanceof NoSuchFileException
                ? FileVisitResult.CONTINUE
                : super.visitFileFailed(file, failure);
          }
        });
  }

  private boolean isCopied(Path file) {
    var path = source.relativize(file);
    boolean emptied = path.getNameCount() > 1 && EMPTIED.contains(path.getName(0).toString());
    return !emptied && OMITTED.stream().noneMatch(path.getFileName().toString()::startsWith);
  }

  /** The server may delete a file while it is copied: the log repeats that. */
  private static void copy(Path file, Path target) throws IOException {
    try {
      if (Files.isDirectory(file)) {
        Files.createDirectories(target);
      } else {
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (NoSuchFileException e) {
      if (Files.exists(file)) {
        throw e;
      }
    }
  }
}
