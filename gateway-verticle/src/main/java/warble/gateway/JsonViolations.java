package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields because of which {@link JsonFormat} refused a JSON text, for it tells neither
 * their paths nor more than the first.
 */
final class JsonViolations {

  private static final String WELL_KNOWN = "google.protobuf.";

  private final JsonFormat.Parser parser;
  private final Violations violations = new Violations();

  JsonViolations(JsonFormat.Parser parser) {
    this.parser = parser;
  }

  /**
   * Looks for them.
   *
   * @param message the type that was expected
   * @param value the parsed JSON text
   */
  Violations find(Descriptor message, @Nullable Object value) {
    message("", message, value);
    if (violations.isEmpty()) {
      violations.add(
          "body", "is not a " + message.getFullName() + " (a field twice, or two of a oneof?)");
    }
    return violations;
  }

  private void message(String path, Descriptor type, @Nullable Object value) {
    if (value instanceof JsonObject object) {
      object.forEach(entry -> member(path, type, entry.getKey(), entry.getValue()));
    } else {
      violations.add(path.isEmpty() ? "body" : path, "is not an object (expected: {…})");
    }
  }

  private void member(String path, Descriptor type, String name, @Nullable Object value) {
    String here = path.isEmpty() ? name : path + "." + name;
    Optional<FieldDescriptor> field = FieldPath.field(type, name);
    if (field.isEmpty()) {
      violations.add(here, "unknown field");
    } else if (value != null) {
      field(here, field.get(), value);
    }
  }

  private void field(String path, FieldDescriptor field, Object value) {
    if (field.isMapField()) {
      map(path, field, value);
    } else if (field.isRepeated()) {
      list(path, field, value);
    } else {
      single(path, field, value);
    }
  }

  private void map(String path, FieldDescriptor field, Object value) {
    if (value instanceof JsonObject object) {
      FieldDescriptor held = field.getMessageType().findFieldByNumber(2);
      object.forEach(entry -> entry(path, field, held, entry.getKey(), entry.getValue()));
    } else {
      violations.add(path, "is not an object (expected: {…})");
    }
  }

  private void entry(
      String path, FieldDescriptor map, FieldDescriptor held, String key, @Nullable Object value) {
    String here = path + "." + key;
    if (!parses(map, new JsonObject().put(map.getName(), new JsonObject().put(key, value)))) {
      if (value != null && isPlain(held)) {
        message(here, held.getMessageType(), value);
      } else {
        violations.add(here, "is not " + FieldTypes.name(held) + ", or its key is wrong");
      }
    }
  }

  private void list(String path, FieldDescriptor field, Object value) {
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        element(path + "[" + i + "]", field, array.getValue(i));
      }
    } else {
      violations.add(path, "is not a list (expected: […])");
    }
  }

  private void element(String path, FieldDescriptor field, @Nullable Object value) {
    if (value == null) {
      violations.add(path, "is null (expected: " + FieldTypes.name(field) + ")");
    } else {
      single(path, field, value);
    }
  }

  private void single(String path, FieldDescriptor field, Object value) {
    if (isPlain(field)) {
      message(path, field.getMessageType(), value);
    } else {
      Object whole = field.isRepeated() ? new JsonArray().add(value) : value;
      if (!parses(field, new JsonObject().put(field.getName(), whole))) {
        violations.add(path, "is not " + FieldTypes.name(field));
      }
    }
  }

  /** A message whose JSON is an object of its fields. */
  private static boolean isPlain(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && !field.getMessageType().getFullName().startsWith(WELL_KNOWN);
  }

  private boolean parses(FieldDescriptor field, JsonObject json) {
    try {
      parser.merge(json.encode(), DynamicMessage.newBuilder(field.getContainingType()));
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }
}
