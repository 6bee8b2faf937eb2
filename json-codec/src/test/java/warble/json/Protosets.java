package warble.json;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files of descriptors. */
final class Protosets {

  private Protosets() {}

  /** The files of a protoset that is a resource. */
  static List<FileDescriptor> load(String resource) throws IOException {
    try (InputStream in = Protosets.class.getResourceAsStream(resource)) {
      return link(FileDescriptorSet.parseFrom(Objects.requireNonNull(in, resource)));
    }
  }

  private static List<FileDescriptor> link(FileDescriptorSet set) {
    Map<String, FileDescriptor> linked = new LinkedHashMap<>();
    set.getFileList().forEach(file -> linked.put(file.getName(), link(file, linked)));
    return new ArrayList<>(linked.values());
  }

  /** A protoset holds what a file imports before the file itself. */
  private static FileDescriptor link(FileDescriptorProto file, Map<String, FileDescriptor> linked) {
    FileDescriptor[] imports =
        file.getDependencyList().stream().map(linked::get).toArray(FileDescriptor[]::new);
    try {
      return FileDescriptor.buildFrom(file, imports);
    } catch (DescriptorValidationException broken) {
      throw new IllegalArgumentException(file.getName(), broken);
    }
  }
}
