package warble.runtime.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** How single values are written. */
final class Scalars {

  private record Reader(String expected, Function<String, Object> read) {}

  private static final Map<Class<?>, Reader> READERS =
      Map.ofEntries(
          Map.entry(String.class, new Reader("text", text -> text)),
          Map.entry(Secret.class, new Reader("a secret", Secret::new)),
          Map.entry(int.class, new Reader("a whole number", text -> Integer.parseInt(text))),
          Map.entry(long.class, new Reader("a whole number", text -> Long.parseLong(text))),
          Map.entry(double.class, new Reader("a number", Scalars::number)),
          Map.entry(boolean.class, new Reader("true or false", Scalars::truth)),
          Map.entry(Duration.class, new Reader("a duration such as 250ms, 5s, 10m", Scalars::time)),
          Map.entry(DataSize.class, new Reader("a size such as 256KiB, 4MiB", DataSize::parse)),
          Map.entry(HostPort.class, new Reader("host:port", HostPort::parse)),
          Map.entry(URI.class, new Reader("a URI", URI::create)),
          Map.entry(Path.class, new Reader("a path", Path::of)));

  private Scalars() {}

  /** Whether values of this type are written as one text. */
  static boolean reads(Class<?> type) {
    return READERS.containsKey(type) || type.isEnum();
  }

  /** What to write, for an error message. */
  static String expected(Class<?> type) {
    return type.isEnum() ? String.join(", ", choices(type).keySet()) : reader(type).expected();
  }

  /** The value, or empty when the text is not one of this type. */
  static Optional<Object> read(Class<?> type, String text) {
    if (type.isEnum()) {
      return Optional.ofNullable(choices(type).get(text));
    }
    try {
      return Optional.of(reader(type).read().apply(text));
    } catch (IllegalArgumentException | ArithmeticException malformed) {
      return Optional.empty();
    }
  }

  private static Reader reader(Class<?> type) {
    Reader reader = READERS.get(type);
    if (reader == null) {
      throw new IllegalStateException("no configuration value is a " + type.getName());
    }
    return reader;
  }

  private static Map<String, Object> choices(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .collect(
            Collectors.toMap(
                constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'),
                Function.identity(),
                (first, _) -> first,
                LinkedHashMap::new));
  }

  private static double number(String text) {
    double number = Double.parseDouble(text);
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static boolean truth(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private static Duration time(String text) {
    Measure measure = Measure.parse(text);
    long amount = measure.amount();
    return switch (measure.unit()) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(amount, 1_000L));
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      case "d" -> Duration.ofDays(amount);
      default -> throw new IllegalArgumentException(text);
    };
  }
}
