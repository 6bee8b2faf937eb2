package warble.loadtest;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import warble.feed.v1.FeedItem;
import warble.feed.v1.FeedProto;
import warble.feed.v1.GetFeedResponse;
import warble.json.JsonCodec;
import warble.json.Limits;
import warble.json.MessageCodec;
import warble.json.ParseOptions;
import warble.json.PrintOptions;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.Post;
import warble.user.v1.User;

/**
 * The codec against {@link DynamicMessage} and {@link JsonFormat}, which are what there is
 * otherwise for messages that are known by descriptors only.
 *
 * <pre>{@code
 * mvn -q -DskipTests -pl loadtest -am package
 * taskset -c 1 java -jar loadtest/target/loadtest.jar CodecBenchmark -prof gc
 * }</pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CodecBenchmark {

  /** What is converted. */
  public enum Sample {
    /** A small request. */
    REQUEST(
        CreatePostRequest.newBuilder()
            .setContent("It is easier to ask forgiveness than it is to get permission.")
            .build()),
    /** A message of about 300 bytes. */
    POST(post(1)),
    /** A page of 20 posts with their authors. */
    FEED(
        GetFeedResponse.newBuilder()
            .addAllItems(IntStream.range(0, 20).mapToObj(CodecBenchmark::item).toList())
            .setNextPageToken("AfYx0yk3N2Q1ZjBhZTQ2")
            .build());

    private final Message message;

    Sample(Message message) {
      this.message = message;
    }
  }

  /** The sample. */
  @Param public Sample sample = Sample.POST;

  private final JsonFormat.Printer printer =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence().omittingInsignificantWhitespace();
  private final JsonFormat.Parser parser = JsonFormat.parser();
  private Descriptor type = Post.getDescriptor();
  private MessageCodec codec = codec(Sample.POST);
  private byte[] wire = {};
  private byte[] json = {};

  private static MessageCodec codec(Sample sample) {
    return JsonCodec.of(List.of(FeedProto.getDescriptor()), Limits.DEFAULT)
        .message(sample.message.getDescriptorForType().getFullName());
  }

  private static FeedItem item(int i) {
    User author =
        User.newBuilder()
            .setId(1_234_567_890_123L + i)
            .setUsername("grace" + i)
            .setDisplayName("Grace Hopper")
            .setBio("Rear admiral, wrote the first compiler.")
            .setCreatedAt(Timestamp.newBuilder().setSeconds(1_760_000_000L + i))
            .setFollowersCount(12_000 + i)
            .setFollowingCount(321)
            .build();
    return FeedItem.newBuilder().setPost(post(i)).setAuthor(author).build();
  }

  private static Post post(int i) {
    return Post.newBuilder()
        .setId(4_123_456_789_012L + i)
        .setAuthorId(1_234_567_890_123L + i)
        .setContent(
            "Humans are allergic to change. They love to say, \"We've always done it this way.\" "
                + "I try to fight that. That's why I have a clock on my wall that runs "
                + "counter-clockwise. It is easier to ask forgiveness than permission. Naïve? "
                + "Maybe, but it tells the time.")
        .setCreatedAt(Timestamp.newBuilder().setSeconds(1_764_000_000L + i).setNanos(123_000_000))
        .setLikesCount(42 + i)
        .setCommentsCount(7)
        .setLikedByMe(i % 2 == 0)
        .build();
  }

  /** Prepares the sample. */
  @Setup
  public void prepare() {
    type = sample.message.getDescriptorForType();
    codec = codec(sample);
    wire = sample.message.toByteArray();
    json = codec.toJson(wire, PrintOptions.WITH_DEFAULTS);
  }

  /** Message to JSON, by the codec. */
  @Benchmark
  public Object toJson() {
    return codec.toJson(wire, PrintOptions.WITH_DEFAULTS);
  }

  /** Message to JSON, by protobuf's own. */
  @Benchmark
  public Object toJsonByProtobuf() throws InvalidProtocolBufferException {
    return printer.print(DynamicMessage.parseFrom(type, wire)).getBytes(StandardCharsets.UTF_8);
  }

  /** JSON to message, by the codec. */
  @Benchmark
  public Object toWire() {
    return codec.toWire(json, ParseOptions.STRICT);
  }

  /** JSON to message, by protobuf's own. */
  @Benchmark
  public Object toWireByProtobuf() throws InvalidProtocolBufferException {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    parser.merge(new String(json, StandardCharsets.UTF_8), message);
    return message.build().toByteArray();
  }
}
