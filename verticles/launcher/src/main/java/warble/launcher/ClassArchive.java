package warble.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * An archive of the classes that a JVM has loaded, from which the next one starts in half the time.
 * It is made once, of a process that was ready: one that failed early has not loaded what matters.
 *
 * @param file where it is or is to be; its name tells of which jars, so that it fits or is not
 *     there
 */
record ClassArchive(Path file) {

  /** The archive that the script wants this process to write, if there is none yet. */
  static Optional<ClassArchive> ofThisProcess() {
    return Optional.ofNullable(System.getProperty("warble.archive"))
        .map(path -> new ClassArchive(Path.of(path)));
  }

  /** The archive of the devstack's JVM, if the script wants one. */
  static Optional<ClassArchive> ofDevstack() {
    return Optional.ofNullable(System.getProperty("warble.devstack.archive"))
        .map(path -> new ClassArchive(Path.of(path)));
  }

  /** Options for a JVM to start from the archive, or to write its draft when it ends. */
  List<String> options() {
    return List.of(
        Files.exists(file)
            ? "-XX:SharedArchiveFile=" + file
            : "-XX:ArchiveClassesAtExit=" + draft());
  }

  /** Puts the draft of a JVM that has ended in place, or away when it is of no use. */
  void conclude(boolean useful) {
    try {
      if (useful && Files.exists(draft())) {
        Files.move(draft(), file, StandardCopyOption.ATOMIC_MOVE);
      }
      Files.deleteIfExists(draft());
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Writes the archive of this JVM, as its last act: it takes a second or two. */
  void write() {
    if (Files.exists(file)) {
      return;
    }
    // The JVM's own announcement of it would be the last that a person reads.
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    try {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "vmCds",
              new Object[] {new String[] {"dynamic_dump", draft().toString()}},
              new String[] {String[].class.getName()});
    } catch (JMException notThisJvm) {
      conclude(false);
      return;
    }
    conclude(true);
  }

  private Path draft() {
    return file.resolveSibling(file.getFileName() + ".draft");
  }
}
