package warble.loadtest.gateway;

import com.linecorp.armeria.server.grpc.GrpcService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.grpc.client.GrpcClient;
import io.vertx.grpc.common.GrpcMessageDecoder;
import io.vertx.grpc.common.GrpcMessageEncoder;
import io.vertx.grpc.common.ServiceMethod;
import io.vertx.grpc.common.ServiceName;
import io.vertx.grpc.server.GrpcServer;
import io.vertx.grpc.server.GrpcServerRequest;
import io.vertx.grpc.transcoding.MethodTranscodingOptions;
import io.vertx.grpc.transcoding.TranscodingServiceMethod;
import io.vertx.httpproxy.HttpProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import warble.gateway.GatewayConfig;
import warble.gateway.GatewayDomain;
import warble.loadtest.Load;
import warble.loadtest.v1.EchoProto;
import warble.loadtest.v1.Note;
import warble.runtime.Deployment;
import warble.runtime.Platform;
import warble.runtime.config.Config;
import warble.runtime.config.ConfigSource;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;
import warble.runtime.config.Secret;
import warble.runtime.kafka.KafkaConfig;
import warble.runtime.page.PageTokens;
import warble.runtime.redis.RedisConfig;
import warble.runtime.rpc.RpcConfig;
import warble.runtime.rpc.RpcNode;
import warble.runtime.rpc.RpcService;
import warble.runtime.telemetry.Telemetry;

/** The program of a server that is measured. It runs until its standard input ends. */
final class Subject {

  static final String LISTENS = "listens at ";

  private static final PrintStream OUT = System.out;
  private static final ServiceName SERVICE = ServiceName.create(Echo.SERVICE);
  private static final int MOST_CONNECTIONS = 64;
  private static final String BODY = body();

  /** What there is to be measured. */
  enum Kind {
    BARE("bare Vert.x"),
    PROXY("vertx-http-proxy"),
    TRANSCODING("vertx-grpc-transcoding, service in it"),
    TRANSCODING_HOP("vertx-grpc-transcoding, GrpcClient"),
    ARMERIA("Armeria, service in it"),
    GATEWAY("Warble"),
    GATEWAY_LOCAL("Warble, service in it");

    final String title;

    Kind(String title) {
      this.title = title;
    }
  }

  private final Vertx vertx;
  private final int backend;

  private Subject(Vertx vertx, int backend) {
    this.vertx = vertx;
    this.backend = backend;
  }

  /**
   * Listens at a free port and says so.
   *
   * @param args a {@link Kind}, the port of the backend, and the protoset of the gateway
   */
  public static void main(String[] args) {
    Kind kind = Kind.valueOf(args[0]);
    VertxOptions options = new VertxOptions().setEventLoopPoolSize(1);
    boolean metered = kind == Kind.GATEWAY || kind == Kind.GATEWAY_LOCAL;
    Vertx vertx = metered ? new Telemetry().vertx(options) : Vertx.vertx(options);
    Subject subject = new Subject(vertx, Integer.parseInt(args[1]));
    try {
      OUT.println(LISTENS + subject.start(kind, Path.of(args[2])));
      // Which the end of whoever measures brings about too.
      System.in.transferTo(OutputStream.nullOutputStream());
      System.exit(0);
    } catch (RuntimeException | IOException failure) {
      // Threads of Vert.x would keep a process alive that never listens.
      failure.printStackTrace();
      System.exit(1);
    }
  }

  private int start(Kind kind, Path protoset) throws IOException {
    return switch (kind) {
      case BARE -> listen(request -> request.body().onSuccess(_ -> request.response().end(BODY)));
      case PROXY -> listen(proxy());
      case TRANSCODING -> listen(transcoding(this::echo));
      case TRANSCODING_HOP -> listen(transcoding(hop()));
      case ARMERIA -> armeria();
      case GATEWAY -> gateway(protoset, Set.of());
      case GATEWAY_LOCAL -> gateway(protoset, Set.of(Echo.SERVICE));
    };
  }

  private int listen(Handler<HttpServerRequest> handler) {
    return Load.await(vertx.createHttpServer().requestHandler(handler).listen(0, "127.0.0.1"))
        .actualPort();
  }

  private static String body() {
    try {
      return Echo.json();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private HttpProxy proxy() {
    var client =
        vertx.createHttpClient(
            new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(MOST_CONNECTIONS));
    return HttpProxy.reverseProxy(client).origin(backend, "127.0.0.1");
  }

  private GrpcServer transcoding(Handler<GrpcServerRequest<Note, Note>> handler) {
    return GrpcServer.server(vertx)
        .callHandler(
            TranscodingServiceMethod.server(
                SERVICE,
                Echo.METHOD,
                GrpcMessageEncoder.encoder(),
                GrpcMessageDecoder.decoder(Note.getDefaultInstance()),
                new MethodTranscodingOptions()
                    .setHttpMethod(HttpMethod.POST)
                    .setPath(Echo.PATH)
                    .setBody("*")),
            handler);
  }

  private void echo(GrpcServerRequest<Note, Note> call) {
    call.handler(note -> call.response().end(note));
  }

  private Handler<GrpcServerRequest<Note, Note>> hop() {
    GrpcClient client = GrpcClient.client(vertx);
    SocketAddress address = SocketAddress.inetSocketAddress(backend, "127.0.0.1");
    ServiceMethod<Note, Note> method =
        ServiceMethod.client(
            SERVICE,
            Echo.METHOD,
            GrpcMessageEncoder.encoder(),
            GrpcMessageDecoder.decoder(Note.getDefaultInstance()));
    return call ->
        call.handler(note ->
            client
                .request(address, method)
                .compose(it -> it.send(note))
                .compose(it -> it.last())
                .onSuccess(answer -> call.response().end(answer)));
  }

  private static int armeria() {
    var server =
        com.linecorp.armeria.server.Server.builder()
            .http(0)
            .service(
                GrpcService.builder()
                    .addService(armeriaService())
                    .enableHttpJsonTranscoding(true)
                    .build())
            .build();
    server.start().join();
    return server.activeLocalPort();
  }

  private static ServerServiceDefinition armeriaService() {
    MethodDescriptor<Note, Note> method =
        MethodDescriptor.<Note, Note>newBuilder(
                ProtoUtils.marshaller(Note.getDefaultInstance()),
                ProtoUtils.marshaller(Note.getDefaultInstance()))
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(Echo.SERVICE + "/" + Echo.METHOD)
            .setSchemaDescriptor(new Schema())
            .build();
    return ServerServiceDefinition.builder(
            ServiceDescriptor.newBuilder(Echo.SERVICE)
                .setSchemaDescriptor(new Schema())
                .addMethod(method)
                .build())
        .addMethod(
            method,
            ServerCalls.asyncUnaryCall((note, answer) -> {
              answer.onNext(note);
              answer.onCompleted();
            }))
        .build();
  }

  /** What generated code would tell Armeria. */
  private static final class Schema
      implements ProtoMethodDescriptorSupplier, ProtoFileDescriptorSupplier {

    @Override
    public com.google.protobuf.Descriptors.FileDescriptor getFileDescriptor() {
      return EchoProto.getDescriptor();
    }

    @Override
    public com.google.protobuf.Descriptors.ServiceDescriptor getServiceDescriptor() {
      return getFileDescriptor().getServices().getFirst();
    }

    @Override
    public com.google.protobuf.Descriptors.MethodDescriptor getMethodDescriptor() {
      return getServiceDescriptor().getMethods().getFirst();
    }
  }

  private int gateway(Path protoset, Set<String> here) throws IOException {
    RpcConfig rpcConfig =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            Duration.ofSeconds(5),
            new DataSize(4 << 20),
            Duration.ofSeconds(5),
            here.isEmpty()
                ? Map.of("default", List.of(new HostPort("127.0.0.1", backend)))
                : Map.of());
    RpcNode rpc = RpcNode.create(vertx, rpcConfig, here);
    if (!here.isEmpty()) {
      Load.await(vertx.deployVerticle(new EchoVerticle(rpc)));
    }
    int port = freePort();
    GatewayDomain domain = new GatewayDomain();
    for (Deployment deployment : domain.verticles(config(protoset, port), platform(rpc))) {
      Load.await(
          vertx.deployVerticle(
              deployment.verticle(), new DeploymentOptions(deployment.options()).setInstances(1)));
    }
    return port;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static GatewayConfig config(Path protoset, int port) {
    return Config.load(
            List.of(
                new ConfigSource.File(Path.of("conf/gateway.yaml")),
                new ConfigSource.File(Path.of("conf/rate-limits.yaml")),
                new ConfigSource.Assignments(
                    List.of(
                        "gateway.http.port=" + port,
                        "gateway.protoset=" + protoset,
                        "gateway.auth.enabled=false",
                        "gateway.rate-limits.enabled=false"))))
        .bind("gateway", GatewayConfig.class);
  }

  private Platform platform(RpcNode rpc) {
    return new Platform(
        vertx,
        rpc,
        (_, _) -> {},
        new RedisConfig(
            List.of(new HostPort("127.0.0.1", 1)),
            false,
            false,
            new Secret(""),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1)),
        new KafkaConfig(List.of(), Map.of(), ""),
        new PageTokens(new Secret("the key of a benchmark without pages")));
  }

  private static final class EchoVerticle extends VerticleBase {

    private final RpcNode rpc;

    private EchoVerticle(RpcNode rpc) {
      this.rpc = rpc;
    }

    @Override
    public Future<?> start() {
      ServiceMethod<Note, Note> method =
          ServiceMethod.server(
              SERVICE,
              Echo.METHOD,
              GrpcMessageEncoder.encoder(),
              GrpcMessageDecoder.decoder(Note.getDefaultInstance()));
      return rpc.serve(
          RpcService.named(Echo.SERVICE).unary(method, Future::succeededFuture).build());
    }
  }
}
