package warble.gateway;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import warble.gateway.PathTemplate.Capture;
import warble.gateway.PathTemplate.Variable;
import warble.json.FieldCodec;
import warble.json.JsonCodec;
import warble.json.JsonError;
import warble.json.MessageCodec;
import warble.json.ParseOptions;
import warble.json.PrintOptions;
import warble.json.Slice;
import warble.json.TextCodec;
import warble.json.WireError;
import warble.runtime.rpc.Failure;

/**
 * Turns the parts of an HTTP request into the request message of one method, in protobuf wire
 * format, and its response message into JSON.
 *
 * <p>Path, body and query each own the fields that the rule gives them; none can set a field of
 * another. Whatever has no field is refused by name. Each part becomes a message of its own; one
 * after the other they are the whole, because protobuf merges what is concatenated.
 */
final class Transcoder {

  private static final String WHOLE = "*";
  private static final String FIELD_MASK = "google.protobuf.FieldMask";
  private static final int PATHS_OF_FIELD_MASK = 1;

  private final Descriptor type;
  private final MessageCodec input;
  private final MessageCodec output;
  private final boolean wholeBody;
  private final @Nullable FieldDescriptor bodyField;
  private final @Nullable FieldCodec body;
  private final @Nullable FieldDescriptor responseField;
  private final @Nullable FieldCodec response;
  private final boolean takesRaw;
  private final boolean answersRaw;
  private final ParseOptions parse;
  private final PrintOptions print;
  private final Map<String, PathField> pathFields = new HashMap<>();
  private final @Nullable FieldDescriptor patchMask;
  private final @Nullable MessageCodec patched;

  /** A field that the path gives. */
  private record PathField(FieldPath field, TextCodec codec) {}

  /**
   * Prepares the transcoder of a binding.
   *
   * @throws IllegalArgumentException when the binding names a field that does not exist or cannot
   *     be bound so
   */
  Transcoder(Binding binding, JsonCodec codec, GatewayConfig.RouteOptions options) {
    parse = options.ignoreUnknown() ? ParseOptions.LENIENT : ParseOptions.STRICT;
    print = new PrintOptions(options.printDefaults(), options.enumNumbers(), false);
    type = binding.method().getInputType();
    Descriptor outputType = binding.method().getOutputType();
    input = codec.message(type.getFullName());
    output = codec.message(outputType.getFullName());
    wholeBody = binding.body().equals(WHOLE);
    bodyField = wholeBody ? null : topLevel(type, "body", binding.body());
    body = bodyField == null ? null : input.field(bodyField.getName());
    responseField = topLevel(outputType, "response_body", binding.responseBody());
    response = responseField == null ? null : output.field(responseField.getName());
    takesRaw = wholeBody ? RawContent.is(type.getFullName()) : RawContent.is(bodyField);
    answersRaw =
        responseField == null
            ? RawContent.is(outputType.getFullName())
            : RawContent.is(responseField);
    binding.template().variables().forEach(this::addPathField);
    patchMask = binding.verb().equals("PATCH") && !takesRaw ? patchMask(type, bodyField) : null;
    patched =
        patchMask == null
            ? null
            : codec.message(Objects.requireNonNull(bodyField).getMessageType().getFullName());
  }

  private static @Nullable FieldDescriptor topLevel(Descriptor type, String rule, String name) {
    if (name.isEmpty()) {
      return null;
    }
    FieldDescriptor field = type.findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          rule + " '" + name + "' is no field of " + type.getFullName());
    }
    return field;
  }

  private void addPathField(Variable variable) {
    String name = variable.field();
    FieldPath path =
        FieldPath.of(type, name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "path variable '" + name + "' is no field of " + type.getFullName()));
    if (path.leaf().isRepeated() || !path.isText()) {
      throw new IllegalArgumentException("path variable '" + name + "' is not one plain value");
    }
    pathFields.put(name, new PathField(path, input.text(name)));
  }

  /** AIP-134: a PATCH without a mask changes the fields that its body holds. */
  private static @Nullable FieldDescriptor patchMask(
      Descriptor input, @Nullable FieldDescriptor bodyField) {
    List<FieldDescriptor> masks =
        input.getFields().stream()
            .filter(field -> !field.isRepeated() && isMessage(field))
            .filter(field -> field.getMessageType().getFullName().equals(FIELD_MASK))
            .toList();
    return bodyField != null && isMessage(bodyField) && masks.size() == 1 ? masks.getFirst() : null;
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  /** Whether the body of a request is taken as it is, of whatever type, and is no JSON. */
  boolean takesRaw() {
    return takesRaw;
  }

  /** Whether the body of an answer is bytes of a type that the service chooses, and no JSON. */
  boolean answersRaw() {
    return answersRaw;
  }

  /**
   * The request message.
   *
   * @param content the body: JSON, or empty, or of any type where {@link #takesRaw()}
   * @param captures what the variables of the path stand for
   * @param query the parameters
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} naming the culprit
   *     of the body, or every culprit of query or path
   */
  Buffer request(Content content, List<Capture> captures, Query query) {
    Slice text = Slice.of(content.bytes().getBytes());
    boolean empty = !takesRaw && isBlank(text);
    Slice fromBody = takesRaw ? raw(content) : empty ? Slice.of(new byte[0]) : body(text);
    Buffer message = buffer(fromBody);
    boolean masked = appendQuery(message, query, !empty);
    appendPath(message, captures, fromBody);
    if (!empty && patchMask != null && !masked) {
      message.appendBytes(mask(patchMask, Objects.requireNonNull(patched).paths(text)));
    }
    return message;
  }

  private Slice raw(Content content) {
    return bodyField == null ? RawContent.message(content) : RawContent.field(bodyField, content);
  }

  private static boolean isBlank(Slice text) {
    for (int i = 0; i < text.length(); i++) {
      if (" \t\r\n".indexOf(text.array()[text.offset() + i]) < 0) {
        return false;
      }
    }
    return true;
  }

  private Slice body(Slice json) {
    try {
      if (wholeBody) {
        return input.toWire(json, parse);
      }
      return body == null ? none(json) : body.toWire(json, parse);
    } catch (JsonError error) {
      String culprit = error.path().isEmpty() ? "body" : error.path();
      throw Failure.invalid(culprit, error.description()).exception();
    }
  }

  /** Some clients cannot send a request without a body: an empty object says nothing. */
  private static Slice none(Slice json) {
    if (!json.toString().replaceAll("\\s", "").equals("{}")) {
      throw Failure.invalid("body", "is not empty (expected: no body for this method)").exception();
    }
    return Slice.of(new byte[0]);
  }

  private static Buffer buffer(Slice slice) {
    return Buffer.buffer(slice.length()).appendBytes(slice.array(), slice.offset(), slice.length());
  }

  private static void append(Buffer message, Slice part) {
    message.appendBytes(part.array(), part.offset(), part.length());
  }

  /** Returns whether the query gives the mask of a PATCH. */
  private boolean appendQuery(Buffer message, Query query, boolean hasBody) {
    if (query.parameters().isEmpty()) {
      return false;
    }
    Violations violations = new Violations();
    Set<FieldPath> given = new HashSet<>();
    if (hasBody && bodyField != null) {
      given.add(new FieldPath(List.of(bodyField)));
    }
    for (Query.Parameter parameter : query.parameters()) {
      if (parse.ignoreUnknown() && FieldPath.of(type, parameter.name()).isEmpty()) {
        continue;
      }
      try {
        append(message, parameter(parameter, given));
      } catch (JsonError error) {
        violations.add(parameter.name(), error.description());
      } catch (IllegalArgumentException refused) {
        violations.add(parameter.name(), String.valueOf(refused.getMessage()));
      }
    }
    violations.check();
    return patchMask != null && given.contains(new FieldPath(List.of(patchMask)));
  }

  private Slice parameter(Query.Parameter parameter, Set<FieldPath> given) {
    FieldPath field = queryField(parameter.name());
    if (!given.add(field) && !field.leaf().isRepeated()) {
      throw new IllegalArgumentException("is given twice");
    }
    for (FieldPath other : given) {
      if (!field.equals(other) && field.overlaps(other)) {
        throw new IllegalArgumentException("is given twice");
      }
      if (field.excludes(other)) {
        throw new IllegalArgumentException(
            other + " of the same oneof is given (expected: one of them)");
      }
    }
    return input.text(parameter.name()).toWire(parameter.value());
  }

  private FieldPath queryField(String name) {
    FieldPath field =
        FieldPath.of(type, name)
            .orElseThrow(() -> new IllegalArgumentException("unknown query parameter"));
    if (wholeBody || field.fields().getFirst().equals(bodyField)) {
      throw new IllegalArgumentException("belongs in the body, not in the query");
    }
    for (PathField bound : pathFields.values()) {
      if (field.overlaps(bound.field()) || field.excludes(bound.field())) {
        throw new IllegalArgumentException(bound.field() + " is given by the path");
      }
    }
    if (!field.isText()) {
      throw new IllegalArgumentException("is no plain value (expected: one of its fields)");
    }
    return field;
  }

  private void appendPath(Buffer message, List<Capture> captures, Slice fromBody) {
    if (captures.isEmpty()) {
      return;
    }
    Violations violations = new Violations();
    for (Capture capture : captures) {
      PathField bound = Objects.requireNonNull(pathFields.get(capture.field()));
      try {
        append(message, bind(bound, capture.text(), fromBody));
      } catch (JsonError error) {
        violations.add(bound.field().toString(), error.description());
      } catch (IllegalArgumentException refused) {
        violations.add(bound.field().toString(), String.valueOf(refused.getMessage()));
      }
    }
    violations.check();
  }

  /** A resource in the body may repeat the name that the path gives it, but not another one. */
  private static Slice bind(PathField bound, String text, Slice fromBody) {
    Slice value = bound.codec().toWire(text);
    if (fromBody.length() > 0 && bound.codec().conflicts(fromBody, value)) {
      throw new IllegalArgumentException("is not what the path says (expected: " + text + ")");
    }
    return value;
  }

  private static byte[] mask(FieldDescriptor field, List<String> paths) {
    int size = 0;
    for (String path : paths) {
      size += CodedOutputStream.computeStringSize(PATHS_OF_FIELD_MASK, path);
    }
    int head =
        CodedOutputStream.computeTagSize(field.getNumber())
            + CodedOutputStream.computeUInt32SizeNoTag(size);
    byte[] mask = new byte[head + size];
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(mask);
      out.writeTag(field.getNumber(), 2);
      out.writeUInt32NoTag(size);
      for (String path : paths) {
        out.writeString(PATHS_OF_FIELD_MASK, path);
      }
      return mask;
    } catch (IOException tooSmall) {
      throw new UncheckedIOException(tooSmall);
    }
  }

  /**
   * What a response message looks like: JSON, or what it says it is where {@link #answersRaw()}.
   *
   * @param message in protobuf wire format
   */
  Content response(Buffer message) {
    return answersRaw ? RawContent.of(message, responseField) : Content.json(json(message));
  }

  private Buffer json(Buffer message) {
    Slice wire = Slice.of(message.getBytes());
    try {
      return buffer(response == null ? output.toJson(wire, print) : response.toJson(wire, print));
    } catch (WireError broken) {
      throw new IllegalStateException("what came back has no JSON", broken);
    }
  }
}
