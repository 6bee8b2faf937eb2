package warble.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The messages of the tests. */
final class Samples {

  static final List<FileDescriptor> FILES = files();
  static final JsonCodec CODEC = JsonCodec.of(FILES, Limits.DEFAULT);
  static final Descriptor EVERYTHING = type("Everything");
  static final Descriptor LEGACY = type("Legacy");

  private Samples() {}

  private static List<FileDescriptor> files() {
    try {
      return Protosets.load("/samples.protoset");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static Descriptor type(String name) {
    return FILES.stream()
        .filter(file -> file.getPackage().equals("warble.json.samples"))
        .flatMap(file -> file.getMessageTypes().stream())
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  static MessageCodec codec(Descriptor type) {
    return CODEC.message(type.getFullName());
  }

  /** The message that the JSON of an {@code Everything} is. */
  static byte[] wire(String json) {
    return codec(EVERYTHING).toWire(json.getBytes(StandardCharsets.UTF_8), ParseOptions.STRICT);
  }

  /** The JSON of an {@code Everything}. */
  static String json(byte[] wire) {
    return new String(
        codec(EVERYTHING).toJson(wire, PrintOptions.STANDARD), StandardCharsets.UTF_8);
  }
}
