package warble.json;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the runner of protobuf's conformance tests talks to, over standard input and output. Only
 * the codec converts; messages are used for the runner's protocol alone.
 */
final class ConformanceProgram {

  private final JsonCodec codec;
  private final Descriptor requests;
  private final Descriptor responses;

  private ConformanceProgram(List<FileDescriptor> files) {
    codec = JsonCodec.of(files, Limits.DEFAULT);
    requests = type(files, "ConformanceRequest");
    responses = type(files, "ConformanceResponse");
  }

  private static Descriptor type(List<FileDescriptor> files, String name) {
    return files.stream()
        .filter(file -> file.getPackage().equals("conformance"))
        .map(file -> file.findMessageTypeByName(name))
        .findFirst()
        .orElseThrow();
  }

  /** Answers until there are no more requests. */
  public static void main(String[] arguments) throws IOException {
    ConformanceProgram program = new ConformanceProgram(Protosets.load("/conformance.protoset"));
    DataInputStream in = new DataInputStream(System.in);
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(System.out));
    byte[] length = new byte[Integer.BYTES];
    while (in.readNBytes(length, 0, length.length) == length.length) {
      byte[] request = in.readNBytes(Integer.reverseBytes(toInt(length)));
      byte[] response = program.answer(request).toByteArray();
      out.writeInt(Integer.reverseBytes(response.length));
      out.write(response);
      out.flush();
    }
  }

  private static int toInt(byte[] bytes) {
    return java.nio.ByteBuffer.wrap(bytes).getInt();
  }

  private DynamicMessage answer(byte[] bytes) throws IOException {
    DynamicMessage request = DynamicMessage.parseFrom(requests, bytes);
    String output = ((EnumValueDescriptor) get(request, "requested_output_format")).getName();
    String type = (String) get(request, "message_type");
    if (type.equals("conformance.FailureSet")) {
      return response("protobuf_payload", ByteString.EMPTY);
    }
    MessageCodec message = codec.message(type);
    boolean json = request.hasField(requests.findFieldByName("json_payload"));
    boolean wire = request.hasField(requests.findFieldByName("protobuf_payload"));
    if ((!json && !wire) || output.equals("TEXT_FORMAT")) {
      return response("skipped", "neither JSON nor wire format");
    }
    return json ? fromJson(message, request, output) : fromWire(message, request, output);
  }

  private DynamicMessage fromJson(MessageCodec message, DynamicMessage request, String output) {
    byte[] text = ((String) get(request, "json_payload")).getBytes(StandardCharsets.UTF_8);
    String category = ((EnumValueDescriptor) get(request, "test_category")).getName();
    boolean lenient = category.equals("JSON_IGNORE_UNKNOWN_PARSING_TEST");
    try {
      byte[] wire = message.toWire(text, lenient ? ParseOptions.LENIENT : ParseOptions.STRICT);
      return output.equals("PROTOBUF")
          ? response("protobuf_payload", ByteString.copyFrom(wire))
          : print(message, wire);
    } catch (JsonError error) {
      return response("parse_error", String.valueOf(error.getMessage()));
    }
  }

  /** From wire to wire is not what the codec does: it only tells whether it takes the message. */
  private DynamicMessage fromWire(MessageCodec message, DynamicMessage request, String output) {
    DynamicMessage printed =
        print(message, ((ByteString) get(request, "protobuf_payload")).toByteArray());
    boolean refused = printed.hasField(responses.findFieldByName("parse_error"));
    return refused || output.equals("JSON") ? printed : response("skipped", "wire to wire");
  }

  private DynamicMessage print(MessageCodec message, byte[] wire) {
    try {
      byte[] json = message.toJson(wire, PrintOptions.STANDARD);
      return response("json_payload", new String(json, StandardCharsets.UTF_8));
    } catch (WireError error) {
      String kind = error.malformed() ? "parse_error" : "serialize_error";
      return response(kind, String.valueOf(error.getMessage()));
    }
  }

  private Object get(DynamicMessage request, String field) {
    return request.getField(requests.findFieldByName(field));
  }

  private DynamicMessage response(String field, Object value) {
    FieldDescriptor result = responses.findFieldByName(field);
    return DynamicMessage.newBuilder(responses).setField(result, value).build();
  }
}
