package warble.json;

import java.util.Map;

/** How the JSON of a message type looks. */
enum Shape {
  /** An object of its fields. */
  PLAIN,
  ANY,
  TIMESTAMP,
  DURATION,
  FIELD_MASK,
  STRUCT,
  VALUE,
  LIST_VALUE,
  /** The value within. */
  WRAPPER;

  private static final Map<String, Shape> WELL_KNOWN =
      Map.ofEntries(
          Map.entry("google.protobuf.Any", ANY),
          Map.entry("google.protobuf.Timestamp", TIMESTAMP),
          Map.entry("google.protobuf.Duration", DURATION),
          Map.entry("google.protobuf.FieldMask", FIELD_MASK),
          Map.entry("google.protobuf.Struct", STRUCT),
          Map.entry("google.protobuf.Value", VALUE),
          Map.entry("google.protobuf.ListValue", LIST_VALUE),
          Map.entry("google.protobuf.DoubleValue", WRAPPER),
          Map.entry("google.protobuf.FloatValue", WRAPPER),
          Map.entry("google.protobuf.Int64Value", WRAPPER),
          Map.entry("google.protobuf.UInt64Value", WRAPPER),
          Map.entry("google.protobuf.Int32Value", WRAPPER),
          Map.entry("google.protobuf.UInt32Value", WRAPPER),
          Map.entry("google.protobuf.BoolValue", WRAPPER),
          Map.entry("google.protobuf.StringValue", WRAPPER),
          Map.entry("google.protobuf.BytesValue", WRAPPER));

  /** The shape of a type by its full name. */
  static Shape of(String type) {
    return WELL_KNOWN.getOrDefault(type, PLAIN);
  }
}
