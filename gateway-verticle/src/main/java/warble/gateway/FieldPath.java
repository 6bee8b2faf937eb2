package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A way through nested messages to a field.
 *
 * @param fields the fields on the way; all but the last hold one message
 */
record FieldPath(List<FieldDescriptor> fields) {

  private static final Set<String> TEXTS =
      Stream.of(
              "Timestamp Duration FieldMask DoubleValue FloatValue Int64Value UInt64Value Int32Value"
                  .split(" ", -1),
              "UInt32Value BoolValue StringValue BytesValue".split(" ", -1))
          .flatMap(Stream::of)
          .map(name -> "google.protobuf." + name)
          .collect(Collectors.toUnmodifiableSet());

  /**
   * Follows {@code a.b.c}, each name as in the proto file or as in JSON; empty if it leads nowhere.
   */
  static Optional<FieldPath> of(Descriptor type, String path) {
    List<FieldDescriptor> fields = new ArrayList<>();
    Descriptor message = type;
    for (String name : path.split("\\.", -1)) {
      Optional<FieldDescriptor> field = message == null ? Optional.empty() : field(message, name);
      if (field.isEmpty()) {
        return Optional.empty();
      }
      fields.add(field.get());
      message = holdsOneMessage(field.get()) ? field.get().getMessageType() : null;
    }
    return Optional.of(new FieldPath(List.copyOf(fields)));
  }

  /** A field by its name in the proto file or in JSON. */
  static Optional<FieldDescriptor> field(Descriptor message, String name) {
    FieldDescriptor field = message.findFieldByName(name);
    return field != null
        ? Optional.of(field)
        : message.getFields().stream().filter(it -> it.getJsonName().equals(name)).findFirst();
  }

  private static boolean holdsOneMessage(FieldDescriptor field) {
    return field.getJavaType() == JavaType.MESSAGE && !field.isRepeated();
  }

  FieldDescriptor leaf() {
    return fields.getLast();
  }

  /** Whether values of the last field, or of its elements, can be written as one text. */
  boolean isText() {
    return isText(leaf());
  }

  /** Whether values of this field, or of its elements, can be written as one text. */
  static boolean isText(FieldDescriptor field) {
    return field.getJavaType() != JavaType.MESSAGE
        || TEXTS.contains(field.getMessageType().getFullName());
  }

  /** Whether both lead through members of one oneof, of which there can be one only. */
  boolean excludes(FieldPath other) {
    int common = 0;
    int shorter = Math.min(fields.size(), other.fields.size());
    while (common < shorter && fields.get(common).equals(other.fields.get(common))) {
      common++;
    }
    if (common == shorter) {
      return false;
    }
    OneofDescriptor oneof = fields.get(common).getRealContainingOneof();
    return oneof != null && oneof.equals(other.fields.get(common).getRealContainingOneof());
  }

  /** Whether one is the other, or lies inside of it, as the value of a wrapper does. */
  boolean overlaps(FieldPath other) {
    return isWithin(other) || other.isWithin(this);
  }

  private boolean isWithin(FieldPath outer) {
    int depth = outer.fields.size();
    return depth <= fields.size() && fields.subList(0, depth).equals(outer.fields);
  }

  /** The path in JSON names. */
  @Override
  public String toString() {
    return fields.stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining("."));
  }
}
