package warble.json;

import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The tables of all types in some files and in what these import. */
final class Tables {

  private final Map<String, MessageTable> messages = new HashMap<>();
  private final Map<EnumDescriptor, EnumTable> enums = new HashMap<>();
  private final Map<String, List<FieldDescriptor>> extensions = new HashMap<>();
  private final Map<FieldTable, Descriptor> unlinked = new LinkedHashMap<>();

  Tables(Collection<FileDescriptor> files) {
    Set<FileDescriptor> all = new LinkedHashSet<>();
    files.forEach(file -> addWithImports(file, all));
    all.forEach(this::collectExtensions);
    all.forEach(file -> eachType(file.getMessageTypes(), this::compile));
    unlinked.forEach((field, type) -> field.message = table(type.getFullName()));
    unlinked.clear();
  }

  private static void addWithImports(FileDescriptor file, Set<FileDescriptor> all) {
    if (all.add(file)) {
      file.getDependencies().forEach(imported -> addWithImports(imported, all));
    }
  }

  private static void eachType(List<Descriptor> types, Consumer<Descriptor> action) {
    for (Descriptor type : types) {
      action.accept(type);
      eachType(type.getNestedTypes(), action);
    }
  }

  private void collectExtensions(FileDescriptor file) {
    file.getExtensions().forEach(this::collect);
    eachType(file.getMessageTypes(), type -> type.getExtensions().forEach(this::collect));
  }

  private void collect(FieldDescriptor extension) {
    Descriptor extended = extension.getContainingType();
    if (!isMessageSet(extended.getOptions())) {
      extensions.computeIfAbsent(extended.getFullName(), _ -> new ArrayList<>()).add(extension);
    }
  }

  /** They are not encoded as other messages are, and have no use in an API. */
  private static boolean isMessageSet(MessageOptions options) {
    return options.getMessageSetWireFormat();
  }

  private void compile(Descriptor type) {
    List<FieldDescriptor> described = new ArrayList<>(type.getFields());
    described.addAll(extensions.getOrDefault(type.getFullName(), List.of()));
    described.sort(Comparator.comparingInt(FieldDescriptor::getNumber));
    List<FieldTable> fields = new ArrayList<>();
    described.forEach(field -> fields.add(field(field, fields.size())));
    messages.put(
        type.getFullName(),
        new MessageTable(
            type.getFullName(),
            Shape.of(type.getFullName()),
            fields,
            positions(described),
            type.getRealOneofs().size()));
  }

  private FieldTable field(FieldDescriptor field, int index) {
    FieldTable table = new FieldTable(field, index, enumTable(field));
    if (table.isMessage()) {
      unlinked.put(table, field.getMessageType());
    }
    return table;
  }

  private EnumTable enumTable(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.ENUM
        ? enums.computeIfAbsent(field.getEnumType(), type -> new EnumTable(type))
        : EnumTable.NONE;
  }

  /** Where the JSON name of one field is the name of another, the JSON name counts. */
  private static Map<String, Integer> positions(List<FieldDescriptor> fields) {
    Map<String, Integer> positions = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      FieldDescriptor field = fields.get(i);
      positions.put(field.isExtension() ? '[' + field.getFullName() + ']' : field.getName(), i);
    }
    for (int i = 0; i < fields.size(); i++) {
      if (!fields.get(i).isExtension()) {
        positions.put(fields.get(i).getJsonName(), i);
      }
    }
    return positions;
  }

  private MessageTable table(String type) {
    MessageTable table = messages.get(type);
    if (table == null) {
      throw new IllegalArgumentException("no message " + type + " in the descriptors");
    }
    return table;
  }

  /** The table of a type by its full name. */
  @Nullable MessageTable find(String type) {
    return messages.get(type);
  }
}
