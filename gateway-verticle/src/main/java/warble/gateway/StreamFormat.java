package warble.gateway;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How the messages of a stream follow one another in the body of an answer. */
enum StreamFormat {
  /** Elements of an array. */
  ARRAY(Content.JSON, "[", ",", "", "]"),
  /** One in each line. */
  LINES("application/x-ndjson", "", "", "\n", ""),
  /** Server-sent events (HTML, section 9.2). JSON has no line breaks, so each has one line. */
  EVENTS("text/event-stream", "data: ", "data: ", "\n\n", ""),
  /** Chunks of {@code google.api.HttpBody}; the first says what they are. */
  RAW("", "", "", "", "");

  private static final String HEARTBEAT = ":\n\n";

  private final String type;
  private final String beforeFirst;
  private final String beforeOther;
  private final String after;
  private final String end;

  StreamFormat(String type, String beforeFirst, String beforeOther, String after, String end) {
    this.type = type;
    this.beforeFirst = beforeFirst;
    this.beforeOther = beforeOther;
    this.after = after;
    this.end = end;
  }

  /** The one that a client likes best; the array when it does not say or wants none of them. */
  static StreamFormat accepted(@Nullable String accept) {
    return accept == null
        ? ARRAY
        : Arrays.stream(accept.split(","))
            .map(Range::parse)
            .filter(range -> range.quality() > 0)
            .sorted(Comparator.comparingDouble(Range::quality).reversed())
            .flatMap(range -> range.format().stream())
            .findFirst()
            .orElse(ARRAY);
  }

  /** A media range of an {@code Accept} header. */
  private record Range(String type, double quality) {

    static Range parse(String text) {
      List<String> parts = Arrays.stream(text.split(";", -1)).map(String::strip).toList();
      double quality =
          parts.stream()
              .filter(part -> part.startsWith("q=") || part.startsWith("Q="))
              .mapToDouble(part -> weight(part.substring(2)))
              .findFirst()
              .orElse(1);
      return new Range(parts.getFirst(), quality);
    }

    private static double weight(String text) {
      return text.matches("[01](\\.[0-9]{0,3})?") ? Double.parseDouble(text) : 0;
    }

    List<StreamFormat> format() {
      return switch (type.toLowerCase(Locale.ROOT)) {
        case "application/json", "application/*", "*/*" -> List.of(ARRAY);
        case "application/x-ndjson" -> List.of(LINES);
        case "text/event-stream", "text/*" -> List.of(EVENTS);
        default -> List.of();
      };
    }
  }

  /** The media type; empty when the messages say it. */
  String type() {
    return type;
  }

  /** A message. */
  Buffer frame(Buffer message, boolean first) {
    return Buffer.buffer(first ? beforeFirst : beforeOther)
        .appendBuffer(message)
        .appendString(after);
  }

  /** What comes before a message that has an id; one with a line break would not be one. */
  Buffer id(String id) {
    boolean tellable = this == EVENTS && !id.isEmpty() && id.chars().noneMatch(c -> c < ' ');
    return Buffer.buffer(tellable ? "id: " + id + "\n" : "");
  }

  /** What comes after the last message. */
  Buffer end(boolean empty) {
    return Buffer.buffer(empty && this == ARRAY ? "[]" : end);
  }

  /** A {@code google.rpc.Status} after which nothing comes, but for {@link #end}. */
  Buffer error(Buffer status, boolean first) {
    return this == EVENTS
        ? Buffer.buffer("event: error\n").appendBuffer(frame(status, first))
        : frame(Buffer.buffer("{\"error\":").appendBuffer(status).appendString("}"), first);
  }

  /** What tells a client that the connection is alive; empty where there is no such thing. */
  Buffer heartbeat() {
    return Buffer.buffer(this == EVENTS ? HEARTBEAT : "");
  }
}
