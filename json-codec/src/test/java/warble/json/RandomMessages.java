package warble.json;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Messages with random fields, all of which have JSON. */
final class RandomMessages {

  private static final List<Double> DOUBLES =
      List.of(
          0.0,
          1.0,
          -1.5,
          0.1,
          1e15,
          1e16,
          123456.789,
          1e-3,
          1e-7,
          1.7976931348623157e308,
          4.9e-324,
          Double.NaN,
          Double.POSITIVE_INFINITY,
          Double.NEGATIVE_INFINITY,
          3.14159265);

  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "plain ascii text",
          "ünïcödé",
          "日本語",
          "😀",
          "\"\\/\b\f\n\r\t",
          "\u0000\u001f",
          "a longer text of which most is plain, with one \" in it",
          "<script>&'");

  private final Random random;
  private final Descriptor held;

  RandomMessages(long seed, Descriptor held) {
    random = new Random(seed);
    this.held = held;
  }

  /** A message of a type; at most so deep. */
  Message message(Descriptor type, int depth) {
    return switch (Shape.of(type.getFullName())) {
      case TIMESTAMP ->
          times(type, random.nextLong(WellKnown.FIRST_SECOND, WellKnown.LAST_SECOND + 1), nanos());
      case DURATION -> duration(type);
      case FIELD_MASK -> mask(type);
      case ANY -> any(type, depth);
      case VALUE -> value(type, depth);
      case PLAIN, STRUCT, LIST_VALUE, WRAPPER -> fields(type, depth);
    };
  }

  private Message fields(Descriptor type, int depth) {
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    double share = type.getFields().size() > 8 ? 0.15 : 0.7;
    for (FieldDescriptor field : type.getFields()) {
      if (field.isRequired() || random.nextDouble() < share) {
        set(message, field, depth);
      }
    }
    return message.build();
  }

  private void set(DynamicMessage.Builder message, FieldDescriptor field, int depth) {
    boolean deeper = field.getJavaType() != FieldDescriptor.JavaType.MESSAGE || depth > 0;
    if (!deeper) {
      return;
    }
    if (!field.isRepeated()) {
      message.setField(field, one(field, depth));
      return;
    }
    Set<Object> keys = new HashSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      Object value = one(field, depth);
      if (!field.isMapField() || keys.add(key((Message) value))) {
        message.addRepeatedField(field, value);
      }
    }
  }

  private static Object key(Message entry) {
    return entry.getField(entry.getDescriptorForType().findFieldByNumber(1));
  }

  private Message entry(FieldDescriptor field, int depth) {
    Descriptor type = field.getMessageType();
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByNumber(1), one(type.findFieldByNumber(1), depth))
        .setField(type.findFieldByNumber(2), one(type.findFieldByNumber(2), depth))
        .build();
  }

  private Object one(FieldDescriptor field, int depth) {
    return switch (field.getJavaType()) {
      case INT -> (int) bits();
      case LONG -> bits();
      case FLOAT -> random.nextBoolean() ? random.nextInt(1000) / 8f : (float) floating(field);
      case DOUBLE -> floating(field);
      case BOOLEAN -> random.nextBoolean();
      case STRING -> TEXTS.get(random.nextInt(TEXTS.size()));
      case BYTE_STRING -> bytes();
      case ENUM ->
          field
              .getEnumType()
              .getValues()
              .get(random.nextInt(field.getEnumType().getValues().size()));
      case MESSAGE ->
          field.isMapField() ? entry(field, depth) : message(field.getMessageType(), depth - 1);
    };
  }

  private long bits() {
    return switch (random.nextInt(5)) {
      case 0 -> 0;
      case 1 -> random.nextInt(300) - 150;
      case 2 -> random.nextBoolean() ? Long.MIN_VALUE : Long.MAX_VALUE;
      case 3 -> random.nextBoolean() ? Integer.MIN_VALUE : -1;
      default -> random.nextLong() >> random.nextInt(64);
    };
  }

  private double floating(FieldDescriptor field) {
    boolean finite = field.getContainingType().getFullName().equals("google.protobuf.Value");
    double value =
        switch (random.nextInt(3)) {
          case 0 -> DOUBLES.get(random.nextInt(DOUBLES.size()));
          case 1 -> random.nextInt(100_000) / 100.0;
          default -> Double.longBitsToDouble(random.nextLong());
        };
    return finite && !Double.isFinite(value) ? 0.5 : value;
  }

  private ByteString bytes() {
    byte[] bytes = new byte[random.nextInt(8)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }

  private int nanos() {
    int[] scales = {1, 1000, 1_000_000, 1_000_000_000};
    int scale = scales[random.nextInt(scales.length)];
    return random.nextInt(WellKnown.NANOS_PER_SECOND) / scale * scale;
  }

  private static Message times(Descriptor type, long seconds, int nanos) {
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByNumber(1), seconds)
        .setField(type.findFieldByNumber(2), nanos)
        .build();
  }

  private Message duration(Descriptor type) {
    int sign = random.nextBoolean() ? 1 : -1;
    return times(type, sign * random.nextLong(WellKnown.MOST_DURATION), sign * nanos());
  }

  private Message mask(Descriptor type) {
    DynamicMessage.Builder mask = DynamicMessage.newBuilder(type);
    for (int i = random.nextInt(4); i > 0; i--) {
      mask.addRepeatedField(type.findFieldByNumber(1), "post.author_id" + (char) ('a' + i));
    }
    return mask.build();
  }

  private Message any(Descriptor type, int depth) {
    Message content = message(held, depth - 1);
    Any any = Any.pack(content);
    return DynamicMessage.newBuilder(type)
        .setField(type.findFieldByNumber(1), any.getTypeUrl())
        .setField(type.findFieldByNumber(2), any.getValue())
        .build();
  }

  /** One of its kinds; without one it would not read back. */
  private Message value(Descriptor type, int depth) {
    int kind = 1 + random.nextInt(depth > 0 ? 6 : 4);
    FieldDescriptor field = type.findFieldByNumber(kind);
    return DynamicMessage.newBuilder(type).setField(field, one(field, depth)).build();
  }
}
