package warble.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * What a running Warble says of itself to later commands: process ids, ports and URLs, in the file
 * {@code run/warble.properties} of its state folder.
 *
 * @param values texts by key: {@code pid}, {@code state}, {@code url}, {@code management.url}, and
 *     the endpoints of the devstack
 */
record RunFile(Map<String, String> values) {

  private static final String NAME = "warble.properties";
  private static final String WRITTEN = "written";

  RunFile {
    values = Map.copyOf(values);
  }

  static Optional<RunFile> read(Home home) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(home.run().resolve(NAME))) {
      properties.load(reader);
    } catch (NoSuchFileException nothingRuns) {
      return Optional.empty();
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
    Map<String, String> values = new TreeMap<>();
    properties.forEach((key, value) -> values.put((String) key, (String) value));
    return Optional.of(new RunFile(values));
  }

  /** Replaces the file as a whole, so that a reader never sees a half of it. */
  void write(Home home) {
    Path file = home.run().resolve(NAME);
    Path draft = home.run().resolve(NAME + ".new");
    Properties properties = new Properties();
    properties.putAll(values);
    properties.put(WRITTEN, Long.toString(System.currentTimeMillis()));
    try {
      try (Writer writer = Files.newBufferedWriter(draft)) {
        properties.store(writer, null);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  static void delete(Home home) {
    try {
      Files.deleteIfExists(home.run().resolve(NAME));
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  String get(String key) {
    return values.getOrDefault(key, "");
  }

  /** What this process says of itself in this state: {@code starting} or {@code ready}. */
  static RunFile of(String state) {
    return new RunFile(Map.of("pid", Long.toString(ProcessHandle.current().pid()), "state", state));
  }

  RunFile with(String key, long value) {
    return with(Map.of(key, Long.toString(value)));
  }

  RunFile with(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(values);
    all.putAll(more);
    return new RunFile(all);
  }

  /**
   * The process with the id under this key, if it still lives. A process id may belong to somebody
   * else by now.
   *
   * @param program what its command line must hold
   */
  Optional<ProcessHandle> process(String key, String program) {
    return values.containsKey(key)
        ? ProcessHandle.of(Long.parseLong(get(key)))
            .filter(ProcessHandle::isAlive)
            .filter(process -> wasThere(process.info()))
            .filter(process -> process.info().commandLine().orElse(program).contains(program))
        : Optional.empty();
  }

  private boolean wasThere(ProcessHandle.Info process) {
    Instant written = Instant.ofEpochMilli(Long.parseLong(values.getOrDefault(WRITTEN, "0")));
    return process.startInstant().filter(written::isBefore).isEmpty();
  }
}
