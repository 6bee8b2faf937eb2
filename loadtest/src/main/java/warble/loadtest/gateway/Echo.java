package warble.loadtest.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import warble.loadtest.v1.EchoProto;
import warble.loadtest.v1.Note;

/** The contract, and the one message that is sent. */
final class Echo {

  static final String SERVICE = "warble.loadtest.v1.EchoService";
  static final String METHOD = "Echo";
  static final String PATH = "/v1/notes";

  private static final Note NOTE =
      Note.newBuilder()
          .setId(4_123_456_789_012L)
          .setAuthorId(1_234_567_890_123L)
          .setContent(
              "Humans are allergic to change. They love to say, \"We've always done it this way.\" "
                  + "I try to fight that. That's why I have a clock on my wall that runs "
                  + "counter-clockwise. It is easier to ask forgiveness than permission. Naïve? "
                  + "Maybe, but it tells the time.")
          .setCreatedAt(Timestamp.newBuilder().setSeconds(1_764_000_000L).setNanos(123_000_000))
          .setLikesCount(42)
          .setLiked(true)
          .build();

  private Echo() {}

  static String json() throws InvalidProtocolBufferException {
    return JsonFormat.printer().omittingInsignificantWhitespace().print(NOTE);
  }

  /** Whether a JSON text is the message. */
  static boolean isNote(String json) {
    Note.Builder parsed = Note.newBuilder();
    try {
      JsonFormat.parser().merge(json, parsed);
    } catch (InvalidProtocolBufferException malformed) {
      return false;
    }
    return parsed.build().equals(NOTE);
  }

  /** A contract that has so many routes besides, on paths of three segments. */
  static Path protoset(int others) throws IOException {
    FileDescriptorSet.Builder set = FileDescriptorSet.newBuilder();
    for (FileDescriptor file : withImports(EchoProto.getDescriptor(), new LinkedHashSet<>())) {
      set.addFile(file.equals(EchoProto.getDescriptor()) ? more(file, others) : file.toProto());
    }
    Path file = Files.createTempFile("echo", ".protoset");
    file.toFile().deleteOnExit();
    return Files.write(file, set.build().toByteArray());
  }

  private static Set<FileDescriptor> withImports(FileDescriptor file, Set<FileDescriptor> found) {
    file.getDependencies().forEach(imported -> withImports(imported, found));
    found.add(file);
    return found;
  }

  private static FileDescriptorProto more(FileDescriptor file, int others) {
    FileDescriptorProto.Builder changed = file.toProto().toBuilder();
    ServiceDescriptorProto.Builder service = changed.getServiceBuilder(0);
    for (int i = 0; i < others; i++) {
      service.addMethod(other(i));
    }
    return changed.build();
  }

  private static MethodDescriptorProto other(int i) {
    HttpRule rule = HttpRule.newBuilder().setGet("/v1/kinds%d/{id}/parts".formatted(i)).build();
    return MethodDescriptorProto.newBuilder()
        .setName("Other" + i)
        .setInputType(".warble.loadtest.v1.Note")
        .setOutputType(".warble.loadtest.v1.Note")
        .setOptions(MethodOptions.newBuilder().setExtension(AnnotationsProto.http, rule))
        .build();
  }
}
