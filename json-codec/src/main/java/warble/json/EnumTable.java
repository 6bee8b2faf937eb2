package warble.json;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the codec knows of an enum. */
final class EnumTable {

  static final EnumTable NONE = new EnumTable();

  /** Found nowhere: enum numbers have 32 bits. */
  static final long UNKNOWN = Long.MAX_VALUE;

  private static final String NULL_VALUE = "google.protobuf.NullValue";
  private static final int DENSE = 256;

  final boolean closed;
  final boolean isNull;
  final int first;
  private final int[] numbers;
  private final NameTable names;
  private final byte[] @Nullable [] quotedDense = new byte[DENSE][];
  private final Map<Integer, byte[]> quoted = new HashMap<>();

  private EnumTable() {
    closed = false;
    isNull = false;
    first = 0;
    numbers = new int[0];
    names = new NameTable(Map.of());
  }

  EnumTable(EnumDescriptor type) {
    closed = type.isClosed();
    isNull = type.getFullName().equals(NULL_VALUE);
    first = type.getValues().getFirst().getNumber();
    numbers = type.getValues().stream().mapToInt(EnumValueDescriptor::getNumber).toArray();
    names = new NameTable(positions(type));
    type.getValues().forEach(this::quote);
  }

  private static Map<String, Integer> positions(EnumDescriptor type) {
    Map<String, Integer> positions = new HashMap<>();
    type.getValues().forEach(value -> positions.put(value.getName(), value.getIndex()));
    return positions;
  }

  /** Of several names for one number the first declared is the one that is printed. */
  private void quote(EnumValueDescriptor value) {
    int number = value.getNumber();
    byte[] name = ('"' + value.getName() + '"').getBytes(StandardCharsets.UTF_8);
    quoted.putIfAbsent(number, name);
    if (number >= 0 && number < DENSE) {
      quotedDense[number] = quoted.get(number);
    }
  }

  /** The number of a name, {@link #UNKNOWN} when there is no such name. */
  long number(byte[] in, int from, int to) {
    int position = names.find(in, from, to);
    return position == NameTable.NONE ? UNKNOWN : numbers[position];
  }

  /** The quoted name of a number. */
  byte @Nullable [] quoted(int number) {
    return number >= 0 && number < DENSE ? quotedDense[number] : quoted.get(number);
  }

  boolean knows(int number) {
    return quoted(number) != null;
  }
}
