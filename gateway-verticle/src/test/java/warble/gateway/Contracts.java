package warble.gateway;

import com.google.api.AnnotationsProto;
import com.google.api.CustomHttpPattern;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.util.JsonFormat.TypeRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;

/** Contracts and configurations for tests. */
final class Contracts {

  private static final Protoset ECHO = Protoset.read(List.of("classpath:echo.protoset"));

  private Contracts() {}

  /** The configuration of the repository, with some keys set. */
  static GatewayConfig config(String... assignments) {
    return Config.load(
            List.of(
                new ConfigSource.File(Path.of("../conf/gateway.yaml")),
                new ConfigSource.File(Path.of("../conf/rate-limits.yaml")),
                new ConfigSource.File(Path.of("src/test/resources/echo-gateway.yaml")),
                new ConfigSource.Assignments(Arrays.asList(assignments))))
        .bind("gateway", GatewayConfig.class);
  }

  /** The service that answers what it was asked. */
  static ServiceDescriptor echoService() {
    return ECHO.services().getFirst();
  }

  /** The one message of the echo service. */
  static Descriptor thing() {
    return echoService().getMethods().getFirst().getInputType();
  }

  static TypeRegistry types() {
    return TypeRegistry.newBuilder().add(thing()).build();
  }

  /** The routes of the echo service. */
  static List<Route> echo() {
    return HttpRules.routes(ECHO, config());
  }

  /**
   * Routes of a service with one method for each rule, {@code Method0} and so on.
   *
   * @param rules {@code GET /path}, where the method may be of a custom kind; one of {@code STREAM}
   *     takes a stream of requests
   */
  static List<Route> routes(String... rules) {
    return routes(config(), rules);
  }

  static List<Route> routes(GatewayConfig config, String... rules) {
    return HttpRules.routes(Protoset.read(List.of(protoset(rules).toString())), config);
  }

  static Path protoset(String... rules) {
    ServiceDescriptorProto.Builder service = ServiceDescriptorProto.newBuilder().setName("Rules");
    for (int i = 0; i < rules.length; i++) {
      service.addMethod(method("Method" + i, rules[i]));
    }
    try {
      Path file = Files.createTempFile("rules", ".protoset");
      file.toFile().deleteOnExit();
      return Files.write(file, set(service.build()).toByteArray());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static FileDescriptorSet set(ServiceDescriptorProto service) {
    return FileDescriptorSet.newBuilder()
        .addFile(
            FileDescriptorProto.newBuilder()
                .setName("rules.proto")
                .setPackage("test")
                .setSyntax("proto3")
                .addMessageType(message())
                .addService(service))
        .build();
  }

  private static DescriptorProto message() {
    DescriptorProto.Builder message = DescriptorProto.newBuilder().setName("Message");
    List<String> names = List.of("id", "name", "other");
    for (int i = 0; i < names.size(); i++) {
      message
          .addFieldBuilder()
          .setName(names.get(i))
          .setNumber(i + 1)
          .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
          .setType(FieldDescriptorProto.Type.TYPE_STRING);
    }
    return message.build();
  }

  private static MethodDescriptorProto method(String name, String rule) {
    String[] parts = rule.split(" ", 2);
    HttpRule http =
        HttpRule.newBuilder()
            .setCustom(CustomHttpPattern.newBuilder().setKind(parts[0]).setPath(parts[1]))
            .build();
    return MethodDescriptorProto.newBuilder()
        .setName(name)
        .setClientStreaming(parts[0].equals("STREAM"))
        .setInputType(".test.Message")
        .setOutputType(".test.Message")
        .setOptions(MethodOptions.newBuilder().setExtension(AnnotationsProto.http, http))
        .build();
  }
}
