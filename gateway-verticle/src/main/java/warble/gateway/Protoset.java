package warble.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.ExtensionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import warble.json.JsonCodec;
import warble.json.Limits;

/**
 * The contracts that are served, as {@code protoc --include_imports --descriptor_set_out} wrote
 * them.
 */
final class Protoset {

  private static final String CLASSPATH = "classpath:";

  private final Map<String, FileDescriptorProto> sources = new LinkedHashMap<>();
  private final Map<String, FileDescriptor> files = new LinkedHashMap<>();

  private Protoset() {}

  /**
   * Reads descriptor sets. It blocks.
   *
   * @param locations files, or {@code classpath:} and the name of a resource
   * @throws IllegalArgumentException when one cannot be read, or lacks an import
   */
  static Protoset read(List<String> locations) {
    Protoset protoset = new Protoset();
    for (String location : locations) {
      for (FileDescriptorProto file : parse(location).getFileList()) {
        protoset.sources.putIfAbsent(file.getName(), file);
      }
    }
    protoset.sources.keySet().forEach(protoset::file);
    return protoset;
  }

  /** The file behind a location, none if it is a resource. */
  static Stream<Path> files(String location) {
    return location.startsWith(CLASSPATH) ? Stream.empty() : Stream.of(Path.of(location));
  }

  /** Every service, in the order of the files. */
  List<ServiceDescriptor> services() {
    return files.values().stream().flatMap(file -> file.getServices().stream()).toList();
  }

  /** Whether another one says the same, comments included. */
  boolean isLike(Protoset other) {
    return sources.equals(other.sources);
  }

  /** Between JSON and every message type; {@code google.protobuf.Any} may hold each of them. */
  JsonCodec codec() {
    return JsonCodec.of(files.values(), Limits.DEFAULT);
  }

  private static FileDescriptorSet parse(String location) {
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(extensions);
    FieldBehaviorProto.registerAllExtensions(extensions);
    try (InputStream in = open(location)) {
      return FileDescriptorSet.parseFrom(in, extensions);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "protoset: " + location + " cannot be read (expected: a file of protoc, or classpath:…)",
          unreadable);
    }
  }

  private static InputStream open(String location) throws IOException {
    if (!location.startsWith(CLASSPATH)) {
      return Files.newInputStream(Path.of(location));
    }
    InputStream resource =
        Protoset.class.getClassLoader().getResourceAsStream(location.substring(CLASSPATH.length()));
    if (resource == null) {
      throw new IOException(location);
    }
    return resource;
  }

  private FileDescriptor file(String name) {
    FileDescriptor known = files.get(name);
    if (known != null) {
      return known;
    }
    FileDescriptorProto source = sources.get(name);
    if (source == null) {
      throw new IllegalArgumentException(
          "protoset: " + name + " is imported and missing (expected: --include_imports)");
    }
    FileDescriptor built =
        build(source, source.getDependencyList().stream().map(this::file).toList());
    files.put(name, built);
    return built;
  }

  private static FileDescriptor build(
      FileDescriptorProto source, Collection<FileDescriptor> imports) {
    try {
      return FileDescriptor.buildFrom(source, imports.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException invalid) {
      throw new IllegalArgumentException("protoset: " + invalid.getMessage(), invalid);
    }
  }
}
