package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.json.ParseOptions.STRICT;
import static warble.json.PrintOptions.STANDARD;
import static warble.json.PrintOptions.WITH_DEFAULTS;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The codec and protobuf's own {@link JsonFormat} understand each other. */
class DifferentialTest {

  private static final long SEED = Long.getLong("seed", 20_261_125);
  private static final int RUNS = 40;
  private static final int MESSAGES_A_RUN = 50;
  private static final int DEPTH = 4;

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(Samples.EVERYTHING).add(Samples.LEGACY).build();

  @TestFactory
  Stream<DynamicTest> bothReadWhatEitherWrites() {
    return LongStream.range(SEED, SEED + RUNS)
        .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> compare(seed)));
  }

  private static void compare(long seed) throws InvalidProtocolBufferException {
    RandomMessages random = new RandomMessages(seed, Samples.LEGACY);
    for (int i = 0; i < MESSAGES_A_RUN; i++) {
      compare(random.message(Samples.EVERYTHING, DEPTH));
      compare(random.message(Samples.LEGACY, DEPTH));
    }
  }

  private static void compare(Message message) throws InvalidProtocolBufferException {
    Descriptor type = message.getDescriptorForType();
    MessageCodec codec = Samples.codec(type);
    byte[] wire = message.toByteArray();
    String theirs = JsonFormat.printer().usingTypeRegistry(TYPES).print(message);
    String ours = utf8(codec.toJson(wire, STANDARD));

    String expected = canonical(message);
    assertThat(canonical(parse(type, ours))).as(ours).isEqualTo(expected);
    assertThat(canonical(DynamicMessage.parseFrom(type, codec.toWire(bytes(theirs), STRICT))))
        .as(theirs)
        .isEqualTo(expected);
    assertThat(codec.toJson(codec.toWire(bytes(ours), STRICT), STANDARD))
        .asString(StandardCharsets.UTF_8)
        .isEqualTo(ours);
    for (PrintOptions options : List.of(WITH_DEFAULTS, new PrintOptions(true, true, true))) {
      String printed = utf8(codec.toJson(wire, options));
      assertThat(canonical(parse(type, printed))).as(printed).isEqualTo(expected);
    }
  }

  /** A text that is the same for the same content; what is in an Any has many encodings. */
  private static String canonical(Message message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().usingTypeRegistry(TYPES).sortingMapKeys().print(message);
  }

  private static Message parse(Descriptor type, String json) throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    JsonFormat.parser().usingTypeRegistry(TYPES).merge(json, message);
    return message.build();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] text) {
    return new String(text, StandardCharsets.UTF_8);
  }
}
