package warble.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * Makes sure that a body is one JSON value (RFC 8259) in UTF-8 without repeated names, nested at
 * most 100 deep; protobuf's own parser takes more than that.
 */
final class StrictJson {

  private static final int DEEPEST = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private StrictJson() {}

  /**
   * The text of a body.
   *
   * @throws FailureException {@link Failure.InvalidArgument} when it is not strict JSON
   */
  static String text(Buffer body) {
    String text = utf8(body);
    try (JsonParser parser = FACTORY.createParser(text)) {
      check(parser);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    return text;
  }

  private static void check(JsonParser parser) {
    try {
      int depth = 0;
      boolean complete = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (complete) {
          throw refused(parser, "something follows the JSON value");
        }
        if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
          checkSurrogates(parser);
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        complete = depth == 0;
      }
    } catch (IOException malformed) {
      throw refused(parser, "is not JSON without repeated names");
    }
  }

  /** Half a surrogate pair is no character, and has no UTF-8. */
  private static void checkSurrogates(JsonParser parser) throws IOException {
    char[] text = parser.getTextCharacters();
    int end = parser.getTextOffset() + parser.getTextLength();
    for (int i = parser.getTextOffset(); i < end; i++) {
      if (Character.isSurrogate(text[i])) {
        if (i + 1 == end || !Character.isSurrogatePair(text[i], text[i + 1])) {
          throw refused(parser, "holds half a surrogate pair");
        }
        i++;
      }
    }
  }

  private static FailureException refused(JsonParser parser, String reason) {
    String field = parser.getParsingContext().pathAsPointer().toString();
    JsonLocation at = parser.currentLocation();
    return Failure.invalid(
            field.isEmpty() ? "body" : field.substring(1).replace('/', '.'),
            "%s (line %d, column %d)".formatted(reason, at.getLineNr(), at.getColumnNr()))
        .exception();
  }

  private static String utf8(Buffer body) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(body.getBytes()))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw Failure.invalid("body", "is not UTF-8").exception();
    }
  }
}
