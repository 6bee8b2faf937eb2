package warble.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the codec knows of a message type. */
final class MessageTable {

  static final MessageTable NONE = new MessageTable("", Shape.PLAIN, List.of(), Map.of(), 0);

  private static final int DENSE = 512;

  final String name;
  final Shape shape;

  /** In the order of their numbers. */
  final FieldTable[] fields;

  final int oneofs;
  final boolean hasRequired;
  private final NameTable names;
  private final @Nullable FieldTable[] dense;
  private final Map<Integer, FieldTable> sparse = new HashMap<>();

  MessageTable(
      String name,
      Shape shape,
      List<FieldTable> fields,
      Map<String, Integer> positions,
      int oneofs) {
    this.name = name;
    this.shape = shape;
    this.fields = fields.toArray(FieldTable[]::new);
    this.oneofs = oneofs;
    hasRequired = fields.stream().anyMatch(field -> field.required);
    names = new NameTable(positions);
    dense = new FieldTable[denseSize(this.fields)];
    fields.forEach(this::byNumber);
  }

  private static int denseSize(FieldTable[] fields) {
    return Arrays.stream(fields)
            .mapToInt(field -> field.number)
            .filter(number -> number < DENSE)
            .max()
            .orElse(0)
        + 1;
  }

  private void byNumber(FieldTable field) {
    if (field.number < dense.length) {
      dense[field.number] = field;
    } else {
      sparse.put(field.number, field);
    }
  }

  @Nullable FieldTable field(int number) {
    return number < dense.length ? dense[number] : sparse.isEmpty() ? null : sparse.get(number);
  }

  @Nullable FieldTable field(byte[] in, int from, int to) {
    int position = names.find(in, from, to);
    return position == NameTable.NONE ? null : fields[position];
  }
}
