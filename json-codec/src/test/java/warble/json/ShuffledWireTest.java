package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.WireFormat;
import com.google.protobuf.util.JsonFormat;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Fields may come in any order, in parts and more than once. */
class ShuffledWireTest {

  private static final long SEED = Long.getLong("seed", 7);
  private static final int RUNS = 20;
  private static final int MESSAGES_A_RUN = 50;
  private static final int DEPTH = 3;
  private static final int UNKNOWN = 5000;

  private static final TypeRegistry TYPES =
      TypeRegistry.newBuilder().add(Samples.EVERYTHING).add(Samples.LEGACY).build();

  /** Fields that hold an {@code Everything}. */
  private static final Set<Integer> NESTED = Set.of(17, 47, 73);

  @TestFactory
  Stream<DynamicTest> theOrderOfFieldsDoesNotMatter() {
    return LongStream.range(SEED, SEED + RUNS)
        .mapToObj(seed -> DynamicTest.dynamicTest("-Dseed=" + seed, () -> compare(seed)));
  }

  @Test
  void aFieldThatOnePartBreaksOffDoesNotGoOnInTheNext() {
    // message_field in three parts, with int32_field amidst: nothing, one byte of eight of a
    // fixed64, the other seven.
    byte[] wire =
        HexFormat.of().parseHex("8a0100" + "1801" + "8a01026900" + "8a010700000000000000");

    assertThatExceptionOfType(WireError.class)
        .isThrownBy(() -> Samples.json(wire))
        .matches(WireError::malformed);
  }

  private static void compare(long seed) throws IOException {
    RandomMessages messages = new RandomMessages(seed, Samples.LEGACY);
    Random random = new Random(seed);
    for (int i = 0; i < MESSAGES_A_RUN; i++) {
      ByteArrayOutputStream both = new ByteArrayOutputStream();
      both.write(messages.message(Samples.EVERYTHING, DEPTH).toByteArray());
      both.write(messages.message(Samples.EVERYTHING, DEPTH).toByteArray());
      compare(shuffled(both.toByteArray(), random));
    }
  }

  private static void compare(byte[] wire) throws InvalidProtocolBufferException {
    Message expected = DynamicMessage.parseFrom(Samples.EVERYTHING, wire);
    if (hasJson(expected)) {
      byte[] reread = Samples.wire(Samples.json(wire));
      assertThat(canonical(DynamicMessage.parseFrom(Samples.EVERYTHING, reread)))
          .isEqualTo(canonical(expected));
    } else {
      assertThatExceptionOfType(WireError.class).isThrownBy(() -> Samples.json(wire));
    }
  }

  /** Two durations can become one whose seconds and nanoseconds have different signs. */
  private static boolean hasJson(Message message) throws InvalidProtocolBufferException {
    try {
      return !canonical(message).isEmpty();
    } catch (IllegalArgumentException outOfRange) {
      return false;
    }
  }

  private static String canonical(Message message) throws InvalidProtocolBufferException {
    return JsonFormat.printer().usingTypeRegistry(TYPES).sortingMapKeys().print(message);
  }

  private static byte[] shuffled(byte[] wire, Random random) throws IOException {
    List<byte[]> fields = new ArrayList<>(List.of(unknown()));
    CodedInputStream in = CodedInputStream.newInstance(wire);
    for (int from = 0; !in.isAtEnd(); from = in.getTotalBytesRead()) {
      int tag = in.readTag();
      if (NESTED.contains(WireFormat.getTagFieldNumber(tag))) {
        fields.add(nested(tag, shuffled(in.readByteArray(), random)));
      } else {
        in.skipField(tag);
        fields.add(Arrays.copyOfRange(wire, from, in.getTotalBytesRead()));
      }
    }
    Collections.shuffle(fields, random);
    ByteArrayOutputStream shuffled = new ByteArrayOutputStream();
    fields.forEach(shuffled::writeBytes);
    return shuffled.toByteArray();
  }

  private static byte[] nested(int tag, byte[] message) throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(field);
    out.writeUInt32NoTag(tag);
    out.writeByteArrayNoTag(message);
    out.flush();
    return field.toByteArray();
  }

  private static byte[] unknown() throws IOException {
    ByteArrayOutputStream field = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(field);
    out.writeTag(UNKNOWN, WireFormat.WIRETYPE_START_GROUP);
    out.writeString(1, "nobody knows");
    out.writeTag(UNKNOWN, WireFormat.WIRETYPE_END_GROUP);
    out.flush();
    return field.toByteArray();
  }
}
