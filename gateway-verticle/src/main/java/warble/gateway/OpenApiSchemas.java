package warble.gateway;

import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * JSON Schemas (2020-12) of messages and enums in the JSON mapping of protobuf. A message is a
 * component of its own, made when somebody first refers to it.
 */
final class OpenApiSchemas {

  /** How JSON writes the messages that have a mapping of their own. */
  private static final Map<String, JsonObject> WELL_KNOWN =
      Map.ofEntries(
          Map.entry("Timestamp", type("string").put("format", "date-time")),
          Map.entry("Duration", type("string").put("pattern", "^-?[0-9]+(\\.[0-9]{1,9})?s$")),
          Map.entry("FieldMask", type("string").put("examples", JsonArray.of("name,author.bio"))),
          Map.entry("Struct", type("object").put("additionalProperties", true)),
          Map.entry("Value", new JsonObject()),
          Map.entry("ListValue", type("array").put("items", new JsonObject())),
          Map.entry("Empty", type("object").put("additionalProperties", false)),
          Map.entry("Any", any()),
          Map.entry("BoolValue", type("boolean")),
          Map.entry("StringValue", type("string")),
          Map.entry("BytesValue", type("string").put("contentEncoding", "base64")),
          Map.entry("Int32Value", type("integer").put("format", "int32")),
          Map.entry("UInt32Value", type("integer").put("format", "uint32")),
          Map.entry("Int64Value", type("string").put("format", "int64")),
          Map.entry("UInt64Value", type("string").put("format", "uint64")),
          Map.entry("FloatValue", type("number").put("format", "float")),
          Map.entry("DoubleValue", type("number").put("format", "double")));

  private static final String WELL_KNOWN_PACKAGE = "google.protobuf.";

  private final ProtoComments comments;
  private final Deque<GenericDescriptor> wanted = new ArrayDeque<>();
  private final Set<String> known = new HashSet<>();

  OpenApiSchemas(ProtoComments comments) {
    this.comments = comments;
  }

  private static JsonObject type(String name) {
    return new JsonObject().put("type", name);
  }

  private static JsonObject any() {
    return type("object")
        .put("properties", new JsonObject().put("@type", type("string")))
        .put("required", JsonArray.of("@type"))
        .put("additionalProperties", true);
  }

  /** All that were referred to, by full name; what they refer to is among them. */
  JsonObject components() {
    Map<String, Object> components = new TreeMap<>();
    while (!wanted.isEmpty()) {
      GenericDescriptor next = wanted.poll();
      components.put(
          next.getFullName(),
          next instanceof Descriptor message ? object(message, _ -> true) : enumeration(next));
    }
    return new JsonObject(components);
  }

  /** A reference to a message, or its own mapping. */
  JsonObject message(Descriptor message) {
    String name = message.getFullName();
    JsonObject own =
        name.startsWith(WELL_KNOWN_PACKAGE)
            ? WELL_KNOWN.get(name.substring(WELL_KNOWN_PACKAGE.length()))
            : null;
    return own == null ? reference(message) : own.copy();
  }

  private JsonObject reference(GenericDescriptor type) {
    if (known.add(type.getFullName())) {
      wanted.add(type);
    }
    return new JsonObject().put("$ref", "#/components/schemas/" + type.getFullName());
  }

  /** A message of which some fields only are to be given. */
  JsonObject object(Descriptor message, Predicate<FieldDescriptor> chosen) {
    List<FieldDescriptor> fields = message.getFields().stream().filter(chosen).toList();
    JsonObject properties = new JsonObject();
    fields.forEach(field -> properties.put(field.getJsonName(), described(field)));
    List<String> required =
        fields.stream()
            .filter(OpenApiSchemas::isRequired)
            .map(FieldDescriptor::getJsonName)
            .toList();
    JsonObject schema = type("object");
    describe(schema, message);
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", new JsonArray(required));
    }
    return schema;
  }

  /** The schema of a field's value, with its comment. */
  JsonObject described(FieldDescriptor field) {
    JsonObject schema = field(field);
    describe(schema, field);
    if (has(field, FieldBehavior.OUTPUT_ONLY)) {
      schema.put("readOnly", true);
    }
    if (field.getOptions().getDeprecated()) {
      schema.put("deprecated", true);
    }
    return schema;
  }

  static boolean isRequired(FieldDescriptor field) {
    return field.isRequired() || has(field, FieldBehavior.REQUIRED);
  }

  private static boolean has(FieldDescriptor field, FieldBehavior behavior) {
    return field.getOptions().getExtension(FieldBehaviorProto.fieldBehavior).contains(behavior);
  }

  private void describe(JsonObject schema, GenericDescriptor declaration) {
    String comment = comments.of(declaration);
    if (!comment.isEmpty()) {
      schema.put("description", comment);
    }
  }

  private JsonObject field(FieldDescriptor field) {
    if (field.isMapField()) {
      FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
      return type("object").put("additionalProperties", single(value));
    }
    return field.isRepeated() ? type("array").put("items", single(field)) : single(field);
  }

  /** One value, even if the field is repeated. */
  JsonObject single(FieldDescriptor field) {
    return switch (field.getType()) {
      case STRING -> type("string");
      case BYTES -> type("string").put("contentEncoding", "base64");
      case BOOL -> type("boolean");
      case FLOAT -> type("number").put("format", "float");
      case DOUBLE -> type("number").put("format", "double");
      case INT32, SINT32, SFIXED32 -> type("integer").put("format", "int32");
      case UINT32, FIXED32 -> type("integer").put("format", "uint32").put("minimum", 0);
      case INT64, SINT64, SFIXED64 -> type("string").put("format", "int64");
      case UINT64, FIXED64 -> type("string").put("format", "uint64");
      case ENUM -> enumReference(field.getEnumType());
      case MESSAGE, GROUP -> message(field.getMessageType());
    };
  }

  private JsonObject enumReference(EnumDescriptor type) {
    return type.getFullName().equals("google.protobuf.NullValue") ? type("null") : reference(type);
  }

  private JsonObject enumeration(GenericDescriptor declaration) {
    EnumDescriptor type = (EnumDescriptor) declaration;
    JsonObject schema = type("string");
    describe(schema, type);
    return schema.put(
        "enum",
        new JsonArray(type.getValues().stream().map(EnumValueDescriptor::getName).toList()));
  }
}
