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
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fields of a JSON text that do not fit a message: {@link JsonFormat} takes numbers for
 * strings and the like, and when it refuses, it does not tell where.
 */
final class JsonViolations {

  private static final String WELL_KNOWN = "google.protobuf.";

  private final BiPredicate<FieldDescriptor, Object> fits;
  private final Violations violations = new Violations();

  private JsonViolations(BiPredicate<FieldDescriptor, Object> fits) {
    this.fits = fits;
  }

  /**
   * Whether names and JSON types are right; values may yet be out of range or malformed.
   *
   * @param value a parsed JSON text
   */
  static boolean hasShape(Descriptor message, @Nullable Object value) {
    JsonViolations search = new JsonViolations(JsonViolations::isOfJsonType);
    search.root(message, value);
    return search.violations.isEmpty();
  }

  /**
   * What is wrong with a text that has not the right shape, or that the parser refuses.
   *
   * @param value the parsed JSON text
   */
  static Violations of(Descriptor message, @Nullable Object value, JsonFormat.Parser parser) {
    JsonViolations search =
        new JsonViolations((field, it) -> isOfJsonType(field, it) && parses(field, it, parser));
    search.root(message, value);
    if (search.violations.isEmpty()) {
      search.violations.add(
          "body", "is no " + message.getFullName() + " (a field twice, or two of a oneof?)");
    }
    return search.violations;
  }

  private void root(Descriptor type, @Nullable Object value) {
    if (isPlain(type)) {
      message("", type, value);
    }
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
      map(path, field.getMessageType(), value);
    } else if (field.isRepeated()) {
      list(path, field, value);
    } else {
      single(path, field, value);
    }
  }

  private void map(String path, Descriptor entry, Object value) {
    if (value instanceof JsonObject object) {
      object.forEach(it -> entry(path + "." + it.getKey(), entry, it.getKey(), it.getValue()));
    } else {
      violations.add(path, "is not an object (expected: {…})");
    }
  }

  private void entry(String path, Descriptor entry, String key, @Nullable Object value) {
    try {
      FieldText.parse(entry.findFieldByNumber(1), key);
      element(path, entry.findFieldByNumber(2), value);
    } catch (IllegalArgumentException wrongKey) {
      violations.add(path, "has a wrong key, " + wrongKey.getMessage());
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
    if (value == null && !takesNull(field)) {
      violations.add(path, "is null (expected: " + FieldTypes.name(field) + ")");
    } else if (value != null) {
      single(path, field, value);
    }
  }

  private static boolean takesNull(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE
        && field.getMessageType().getFullName().equals("google.protobuf.Value");
  }

  private void single(String path, FieldDescriptor field, Object value) {
    if (isPlainMessage(field)) {
      message(path, field.getMessageType(), value);
    } else if (!fits.test(field, value)) {
      violations.add(path, "has a wrong value (expected: " + FieldTypes.name(field) + ")");
    }
  }

  /** Whether it holds messages whose JSON is an object of their fields. */
  static boolean isPlainMessage(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE && isPlain(field.getMessageType());
  }

  private static boolean isPlain(Descriptor type) {
    return !type.getFullName().startsWith(WELL_KNOWN);
  }

  private static boolean isOfJsonType(FieldDescriptor field, Object value) {
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING -> value instanceof String;
      case BOOLEAN -> value instanceof Boolean;
      case INT, LONG, FLOAT, DOUBLE, ENUM -> value instanceof Number || value instanceof String;
      case MESSAGE -> true;
    };
  }

  private static boolean parses(FieldDescriptor field, Object value, JsonFormat.Parser parser) {
    Object whole = field.isRepeated() ? new JsonArray().add(value) : value;
    String json = new JsonObject().put(field.getName(), whole).encode();
    try {
      parser.merge(json, DynamicMessage.newBuilder(field.getContainingType()));
      return true;
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
  }
}
