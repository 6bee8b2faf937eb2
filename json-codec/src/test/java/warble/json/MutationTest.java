package warble.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static warble.json.ParseOptions.STRICT;
import static warble.json.PrintOptions.STANDARD;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/** Whatever comes, the codec converts it or says why not, and soon. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class MutationTest {

  private static final long SEED = Long.getLong("seed", 11);
  private static final int MESSAGES = 60;
  private static final int MUTATIONS = 400;
  private static final Duration SOON = Duration.ofSeconds(5);

  private static final byte[] PIECES =
      "{}[]\",:\\u0nulltruefalse-1e9.@type\u0000ÿ\b".getBytes(StandardCharsets.UTF_8);

  @TestFactory
  Stream<DynamicTest> whateverComesIsConvertedOrRefused() {
    return Stream.of(
        DynamicTest.dynamicTest("JSON, -Dseed=" + SEED, MutationTest::mutateJson),
        DynamicTest.dynamicTest("wire format, -Dseed=" + SEED, MutationTest::mutateWire));
  }

  private static void mutateJson() {
    Random random = new Random(SEED);
    RandomMessages messages = new RandomMessages(SEED, Samples.LEGACY);
    for (int i = 0; i < MESSAGES; i++) {
      Descriptor type = i % 2 == 0 ? Samples.EVERYTHING : Samples.LEGACY;
      byte[] json = Samples.codec(type).toJson(messages.message(type, 2).toByteArray(), STANDARD);
      for (int j = 0; j < MUTATIONS; j++) {
        parse(type, mutated(json, random));
      }
    }
  }

  private static void parse(Descriptor type, byte[] json) {
    long start = System.nanoTime();
    try {
      byte[] wire = Samples.codec(type).toWire(json, STRICT);
      assertThatCode(() -> DynamicMessage.newBuilder(type).mergeFrom(wire))
          .doesNotThrowAnyException();
      assertThatCode(() -> Samples.codec(type).toJson(wire, STANDARD))
          .as(new String(json, StandardCharsets.UTF_8))
          .doesNotThrowAnyException();
    } catch (JsonError refused) {
      assertThat(refused.description()).isNotEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  private static void mutateWire() {
    Random random = new Random(SEED);
    RandomMessages messages = new RandomMessages(SEED, Samples.LEGACY);
    for (int i = 0; i < MESSAGES; i++) {
      Descriptor type = i % 2 == 0 ? Samples.EVERYTHING : Samples.LEGACY;
      byte[] wire = messages.message(type, 2).toByteArray();
      for (int j = 0; j < MUTATIONS; j++) {
        print(type, mutated(wire, random));
      }
    }
  }

  private static void print(Descriptor type, byte[] wire) {
    long start = System.nanoTime();
    try {
      byte[] json = Samples.codec(type).toJson(wire, STANDARD);
      assertThatCode(() -> DynamicMessage.newBuilder(type).mergeFrom(wire))
          .as(Arrays.toString(wire))
          .doesNotThrowAnyException();
      requireReadable(type, json);
    } catch (WireError refused) {
      assertThat(refused.getMessage()).isNotEmpty();
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
  }

  /** What is printed reads back, if nothing is missing that is required. */
  private static void requireReadable(Descriptor type, byte[] json) {
    try {
      Samples.codec(type).toWire(json, STRICT);
    } catch (JsonError refused) {
      assertThat(refused.description()).contains("required fields");
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] mutated = bytes.clone();
    for (int i = random.nextInt(4); i >= 0 && mutated.length > 0; i--) {
      int at = random.nextInt(mutated.length);
      switch (random.nextInt(5)) {
        case 0 -> mutated[at] = (byte) random.nextInt();
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated[at] = PIECES[random.nextInt(PIECES.length)];
        case 3 -> mutated = Arrays.copyOf(mutated, at);
        default -> mutated = spliced(mutated, at, random);
      }
    }
    return mutated;
  }

  /** Repeats a part in another place. */
  private static byte[] spliced(byte[] bytes, int at, Random random) {
    int from = random.nextInt(bytes.length);
    int length = random.nextInt(Math.min(64, bytes.length - from) + 1);
    byte[] spliced = Arrays.copyOf(bytes, bytes.length + length);
    System.arraycopy(bytes, from, spliced, at, length);
    System.arraycopy(bytes, at, spliced, at + length, bytes.length - at);
    return spliced;
  }
}
