package warble.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The sum of Surefire's reports.
 *
 * @param tests how many there were
 * @param failures how many failed or broke
 * @param skipped how many did not run
 */
record TestTotals(int tests, int failures, int skipped) {

  private static final int DEPTH = 5;
  private static final Pattern SUITE =
      Pattern.compile(
          "<testsuite [^>]*tests=\"(\\d+)\" errors=\"(\\d+)\" skipped=\"(\\d+)\" failures=\"(\\d+)\"");

  /** Of the reports below {@code root} that were written after {@code start}. */
  static TestTotals of(Path root, Instant start) throws IOException {
    try (Stream<Path> files =
        Files.find(
            root, DEPTH, (file, it) -> isReport(file, it.lastModifiedTime().toInstant(), start))) {
      return files.map(TestTotals::read).reduce(new TestTotals(0, 0, 0), TestTotals::plus);
    }
  }

  private static boolean isReport(Path file, Instant written, Instant start) {
    return file.getFileName().toString().matches("TEST-.+\\.xml") && written.isAfter(start);
  }

  private static TestTotals read(Path report) {
    try {
      Matcher suite = SUITE.matcher(Files.readString(report));
      return suite.find()
          ? new TestTotals(number(suite, 1), number(suite, 2) + number(suite, 4), number(suite, 3))
          : new TestTotals(0, 0, 0);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static int number(Matcher suite, int group) {
    return Integer.parseInt(suite.group(group));
  }

  private TestTotals plus(TestTotals other) {
    return new TestTotals(tests + other.tests, failures + other.failures, skipped + other.skipped);
  }

  @Override
  public String toString() {
    int passed = tests - failures - skipped;
    return passed + " passed, " + failures + " failed, " + skipped + " skipped";
  }
}
