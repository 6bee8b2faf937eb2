package warble.json;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.Collection;

/**
 * Turns JSON into protobuf messages and back, as the <a
 * href="https://protobuf.dev/programming-guides/json/">JSON mapping of protobuf</a> says, for all
 * types of some files. The types are compiled to tables once; the bytes are then converted in one
 * pass, without message objects. Any number of threads may use one codec.
 */
public final class JsonCodec {

  private final Tables tables;
  private final ThreadLocal<JsonToWire> parsers;
  private final ThreadLocal<WireToJson> printers;

  private JsonCodec(Tables tables, Limits limits) {
    this.tables = tables;
    parsers = ThreadLocal.withInitial(() -> new JsonToWire(tables, limits));
    printers = ThreadLocal.withInitial(() -> new WireToJson(tables, limits));
  }

  /**
   * A codec for the types of files and of what they import. {@code Any} can hold these types.
   *
   * @throws IllegalArgumentException when a type is used that none of them has
   */
  public static JsonCodec of(Collection<FileDescriptor> files, Limits limits) {
    return new JsonCodec(new Tables(files), limits);
  }

  /**
   * The codec of one message type.
   *
   * @param type its full name, for instance {@code google.rpc.Status}
   * @throws IllegalArgumentException when there is no such type
   */
  public MessageCodec message(String type) {
    MessageTable table = tables.find(type);
    if (table == null) {
      throw new IllegalArgumentException("no message " + type + " in the descriptors");
    }
    return new MessageCodec(this, table);
  }

  JsonToWire parser() {
    return parsers.get();
  }

  WireToJson printer() {
    return printers.get();
  }
}
