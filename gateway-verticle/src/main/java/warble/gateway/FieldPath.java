package warble.gateway;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A way through nested messages to a field.
 *
 * @param fields the fields on the way; all but the last hold one message
 */
record FieldPath(List<FieldDescriptor> fields) {

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

  /**
   * The builder that holds the last field, made when it is not there.
   *
   * @throws IllegalArgumentException when another member of a oneof on the way is set
   */
  Message.Builder parent(Message.Builder root) {
    Message.Builder builder = root;
    for (FieldDescriptor field : fields.subList(0, fields.size() - 1)) {
      refuseSecondMember(builder, field);
      builder = builder.getFieldBuilder(field);
    }
    refuseSecondMember(builder, leaf());
    return builder;
  }

  private static void refuseSecondMember(Message.Builder builder, FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    FieldDescriptor member = oneof == null ? null : builder.getOneofFieldDescriptor(oneof);
    if (member != null && member != field) {
      throw new IllegalArgumentException(
          member.getJsonName() + " of the same oneof is given (expected: one of them)");
    }
  }

  /** Whether this is {@code outer}, or lies inside of it. */
  boolean isWithin(FieldPath outer) {
    int depth = outer.fields.size();
    return depth <= fields.size() && fields.subList(0, depth).equals(outer.fields);
  }

  /** The path in JSON names. */
  @Override
  public String toString() {
    return fields.stream().map(FieldDescriptor::getJsonName).collect(Collectors.joining("."));
  }
}
