package warble.gateway;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The comments of proto files, which a protoset holds when protoc was run with {@code
 * --include_source_info}; otherwise all are empty.
 */
final class ProtoComments {

  private final Map<FileDescriptor, Map<List<Integer>, String>> files = new HashMap<>();

  /** What stands before, or on the line of, a declaration; a paragraph is one line. */
  String of(GenericDescriptor declaration) {
    return files
        .computeIfAbsent(declaration.getFile(), ProtoComments::read)
        .getOrDefault(path(declaration), "");
  }

  private static Map<List<Integer>, String> read(FileDescriptor file) {
    Map<List<Integer>, String> comments = new HashMap<>();
    for (Location location : file.toProto().getSourceCodeInfo().getLocationList()) {
      String text =
          location.hasLeadingComments()
              ? location.getLeadingComments()
              : location.getTrailingComments();
      if (!text.isBlank()) {
        comments.put(List.copyOf(location.getPathList()), paragraphs(text));
      }
    }
    return comments;
  }

  private static String paragraphs(String comment) {
    return comment
        .strip()
        .replaceAll("[ \\t]*\\n[ \\t]*", "\n")
        .replaceAll("(?<!\\n)\\n(?!\\n)", " ")
        .replaceAll("\\n{2,}", "\n\n");
  }

  /** The path of {@code google.protobuf.SourceCodeInfo.Location}. */
  private static List<Integer> path(GenericDescriptor declaration) {
    return switch (declaration) {
      case ServiceDescriptor it -> List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, it.getIndex());
      case MethodDescriptor it ->
          below(it.getService(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, it.getIndex());
      case FieldDescriptor it ->
          below(it.getContainingType(), DescriptorProto.FIELD_FIELD_NUMBER, it.getIndex());
      case Descriptor it when it.getContainingType() == null ->
          List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, it.getIndex());
      case Descriptor it ->
          below(it.getContainingType(), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, it.getIndex());
      case EnumDescriptor it when it.getContainingType() == null ->
          List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, it.getIndex());
      case EnumDescriptor it ->
          below(it.getContainingType(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, it.getIndex());
      case com.google.protobuf.Descriptors.EnumValueDescriptor it ->
          below(it.getType(), EnumDescriptorProto.VALUE_FIELD_NUMBER, it.getIndex());
      default -> List.of();
    };
  }

  private static List<Integer> below(GenericDescriptor parent, int field, int index) {
    return Stream.concat(path(parent).stream(), Stream.of(field, index)).toList();
  }
}
