package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import warble.gateway.PathTemplate.Capture;
import warble.gateway.PathTemplate.Variable;
import warble.runtime.rpc.Failure;

/**
 * Turns the parts of an HTTP request into the request message of one method, in protobuf wire
 * format, and its response message into JSON.
 *
 * <p>Path, body and query each own the fields that the rule gives them; none can set a field of
 * another. Whatever has no field is refused by name.
 */
final class Transcoder {

  private static final String WHOLE = "*";
  private static final String FIELD_MASK = "google.protobuf.FieldMask";

  private final Descriptor input;
  private final Descriptor output;
  private final boolean wholeBody;
  private final @Nullable FieldDescriptor bodyField;
  private final @Nullable FieldDescriptor responseField;
  private final Map<String, FieldPath> pathFields;
  private final @Nullable FieldDescriptor patchMask;
  private final JsonFormat.Parser parser;
  private final JsonFormat.Printer printer;

  /**
   * Prepares the transcoder of a binding.
   *
   * @throws IllegalArgumentException when the binding names a field that does not exist or cannot
   *     be bound so
   */
  Transcoder(Binding binding, TypeRegistry types) {
    input = binding.method().getInputType();
    output = binding.method().getOutputType();
    wholeBody = binding.body().equals(WHOLE);
    bodyField = wholeBody ? null : topLevel(input, "body", binding.body());
    responseField = topLevel(output, "response_body", binding.responseBody());
    pathFields = pathFields(input, binding.template());
    patchMask = binding.verb().equals("PATCH") ? patchMask(input, bodyField) : null;
    parser = JsonFormat.parser().usingTypeRegistry(types);
    printer =
        JsonFormat.printer()
            .usingTypeRegistry(types)
            .alwaysPrintFieldsWithNoPresence()
            .omittingInsignificantWhitespace();
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

  private static Map<String, FieldPath> pathFields(Descriptor type, PathTemplate template) {
    Map<String, FieldPath> fields = new LinkedHashMap<>();
    for (Variable variable : template.variables()) {
      fields.put(variable.field(), pathField(type, variable.field()));
    }
    return fields;
  }

  private static FieldPath pathField(Descriptor type, String name) {
    FieldPath path =
        FieldPath.of(type, name)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "path variable '" + name + "' is no field of " + type.getFullName()));
    if (path.leaf().isRepeated() || !FieldText.fits(path.leaf())) {
      throw new IllegalArgumentException("path variable '" + name + "' is not one plain value");
    }
    return path;
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

  /**
   * The request message.
   *
   * @param body JSON, or empty
   * @param captures what the variables of the path stand for
   * @param query the parameters
   * @throws warble.runtime.rpc.FailureException {@link Failure.InvalidArgument} naming every
   *     culprit of the first part that has any
   */
  Buffer request(Buffer body, List<Capture> captures, Query query) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(input);
    String json = isBlank(body) ? "" : StrictJson.text(body);
    mergeBody(message, json);
    mergeQuery(message, query);
    mergePath(message, captures);
    if (!json.isEmpty() && patchMask != null && !message.hasField(patchMask)) {
      fill(patchMask, message, json);
    }
    refuseIncomplete(message);
    return Buffer.buffer(message.build().toByteArray());
  }

  private static boolean isBlank(Buffer body) {
    for (int i = 0; i < body.length(); i++) {
      if (" \t\r\n".indexOf(body.getByte(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  private void mergeBody(DynamicMessage.Builder message, String json) {
    if (json.isEmpty()) {
      return;
    }
    if (!wholeBody && bodyField == null) {
      refuseBody(json);
      return;
    }
    // The text is known to be one JSON value, so that it cannot break out of its field.
    String whole =
        bodyField == null ? json : "{" + Json.encode(bodyField.getName()) + ":" + json + "}";
    Object parsed = Json.decodeValue(whole);
    if (!JsonViolations.hasShape(input, parsed) || !merges(whole, message)) {
      JsonViolations.of(input, parsed, parser).check();
    }
  }

  private boolean merges(String json, DynamicMessage.Builder message) {
    try {
      parser.merge(json, message);
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }

  /** Some clients cannot send a request without a body: an empty object says nothing. */
  private static void refuseBody(String json) {
    if (!json.replaceAll("\\s", "").equals("{}")) {
      throw Failure.invalid("body", "is not empty (expected: no body for this method)").exception();
    }
  }

  private void mergeQuery(DynamicMessage.Builder message, Query query) {
    Violations violations = new Violations();
    Set<FieldPath> given = new HashSet<>();
    for (Query.Parameter parameter : query.parameters()) {
      try {
        FieldPath field = queryField(parameter.name());
        if (!given.add(field) && !field.leaf().isRepeated()) {
          throw new IllegalArgumentException("is given twice");
        }
        set(field, message, parameter.value());
      } catch (IllegalArgumentException refused) {
        violations.add(parameter.name(), String.valueOf(refused.getMessage()));
      }
    }
    violations.check();
  }

  private FieldPath queryField(String name) {
    FieldPath field =
        FieldPath.of(input, name)
            .orElseThrow(() -> new IllegalArgumentException("unknown query parameter"));
    if (wholeBody || field.fields().getFirst().equals(bodyField)) {
      throw new IllegalArgumentException("belongs in the body, not in the query");
    }
    if (pathFields.values().stream().anyMatch(field::isWithin)) {
      throw new IllegalArgumentException("is given by the path");
    }
    if (!FieldText.fits(field.leaf())) {
      throw new IllegalArgumentException("is no plain value (expected: one of its fields)");
    }
    return field;
  }

  private static void set(FieldPath field, Message.Builder message, String text) {
    Object value = FieldText.parse(field.leaf(), text);
    Message.Builder parent = field.parent(message);
    if (field.leaf().isRepeated()) {
      parent.addRepeatedField(field.leaf(), value);
    } else {
      parent.setField(field.leaf(), value);
    }
  }

  private void mergePath(DynamicMessage.Builder message, List<Capture> captures) {
    Violations violations = new Violations();
    for (Capture capture : captures) {
      FieldPath field = Objects.requireNonNull(pathFields.get(capture.field()));
      try {
        bind(field, message, capture.text());
      } catch (IllegalArgumentException refused) {
        violations.add(field.toString(), String.valueOf(refused.getMessage()));
      }
    }
    violations.check();
  }

  /** A resource in the body may repeat the name that the path gives it, but not another one. */
  private static void bind(FieldPath field, Message.Builder message, String text) {
    Object value = FieldText.parse(field.leaf(), text);
    Message.Builder parent = field.parent(message);
    if (parent.hasField(field.leaf()) && !parent.getField(field.leaf()).equals(value)) {
      throw new IllegalArgumentException("is not what the path says (expected: " + text + ")");
    }
    parent.setField(field.leaf(), value);
  }

  private void fill(FieldDescriptor mask, DynamicMessage.Builder message, String json) {
    FieldDescriptor paths = mask.getMessageType().findFieldByName("paths");
    DynamicMessage.Builder value = DynamicMessage.newBuilder(mask.getMessageType());
    Descriptor resource = Objects.requireNonNull(bodyField).getMessageType();
    PatchMask.paths(resource, Json.decodeValue(json))
        .forEach(path -> value.addRepeatedField(paths, path));
    message.setField(mask, value.build());
  }

  private static void refuseIncomplete(DynamicMessage.Builder message) {
    if (!message.isInitialized()) {
      Violations violations = new Violations();
      message.findInitializationErrors().forEach(field -> violations.add(field, "is missing"));
      violations.check();
    }
  }

  /**
   * The JSON of a response message.
   *
   * @param message in protobuf wire format
   */
  Buffer response(Buffer message) {
    try {
      DynamicMessage parsed = DynamicMessage.parseFrom(output, message.getBytes());
      return Buffer.buffer(
          responseField == null ? printer.print(parsed) : print(parsed, responseField));
    } catch (InvalidProtocolBufferException broken) {
      throw new IllegalStateException("no " + output.getFullName() + " came back", broken);
    }
  }

  private String print(DynamicMessage message, FieldDescriptor field)
      throws InvalidProtocolBufferException {
    return isMessage(field) && !field.isRepeated()
        ? printer.print((Message) message.getField(field))
        : Json.encode(new JsonObject(printer.print(message)).getValue(field.getJsonName()));
  }
}
