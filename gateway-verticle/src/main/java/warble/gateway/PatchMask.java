package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The field mask that the body of a PATCH implies: the paths, in proto names, of what it holds. */
final class PatchMask {

  private PatchMask() {}

  /**
   * The paths.
   *
   * @param type the message that {@code value} was accepted as
   * @param value the parsed JSON text
   */
  static List<String> paths(Descriptor type, @Nullable Object value) {
    return value instanceof JsonObject object
        ? object.stream().flatMap(member -> member(type, member)).toList()
        : List.of();
  }

  private static Stream<String> member(Descriptor type, Map.Entry<String, Object> member) {
    Optional<FieldDescriptor> field = FieldPath.field(type, member.getKey());
    return field.stream().flatMap(it -> paths(it, member.getValue()));
  }

  private static Stream<String> paths(FieldDescriptor field, @Nullable Object value) {
    return JsonViolations.isPlainMessage(field)
            && !field.isRepeated()
            && value instanceof JsonObject object
            && !object.isEmpty()
        ? paths(field.getMessageType(), object).stream().map(path -> field.getName() + "." + path)
        : Stream.of(field.getName());
  }
}
