package warble.runtime.rpc;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import warble.runtime.config.DataSize;
import warble.runtime.config.HostPort;

/** This process among those that call each other. */
public final class RpcNode implements Rpc {

  private final Vertx vertx;
  private final RpcConfig config;
  private final Set<String> localServices;
  private final Transport local;
  private final Http2Client http2;
  private final Map<String, Transport> transports = new ConcurrentHashMap<>();
  private final Set<String> streaming = ConcurrentHashMap.newKeySet();
  private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
  private final Cancellation draining = new Cancellation();

  private RpcNode(Vertx vertx, RpcConfig config, Set<String> localServices) {
    this.vertx = vertx;
    this.config = config;
    this.localServices = Set.copyOf(localServices);
    this.local = new LocalTransport(vertx.eventBus());
    this.http2 = Http2Client.create(vertx, config.maxMessageSize().bytes());
  }

  /**
   * Makes the node of a process. Make it outside of any verticle: its connections live as long as
   * {@code vertx}. Make it before anything looks up a host name: from then on the JVM remembers
   * none, so that {@code rpc.resolve-interval} is what it says.
   *
   * @param localServices full names of the services that this process deploys; calls to them never
   *     leave it
   */
  public static RpcNode create(Vertx vertx, RpcConfig config, Set<String> localServices) {
    Instances.alwaysAskTheSystem();
    PassThroughCodec.register(vertx.eventBus());
    return new RpcNode(vertx, config, localServices);
  }

  /** Makes a node that is alone: every service is in this process or nowhere. */
  public static RpcNode alone(Vertx vertx, Duration defaultTimeout) {
    RpcConfig config =
        new RpcConfig(
            new HostPort("127.0.0.1", 0),
            defaultTimeout,
            new DataSize(4 << 20),
            Duration.ofSeconds(5),
            Map.of());
    return create(vertx, config, Set.of());
  }

  /**
   * Starts to take calls of other processes; to be called when the local services are deployed.
   *
   * @return where it listens; empty when no call can come, for there is no other process or no
   *     service here
   */
  public Future<Optional<HostPort>> listen() {
    if (!config.distributed() || localServices.isEmpty()) {
      return Future.succeededFuture(Optional.empty());
    }
    int instances = Runtime.getRuntime().availableProcessors();
    return vertx
        .deployVerticle(
            () -> new RpcServerVerticle(config, new Here(), servers::add),
            new DeploymentOptions().setInstances(instances))
        .map(_ -> Optional.of(address(servers.getFirst())));
  }

  /**
   * Takes no more calls of other processes, and waits at most this long for those under way. Their
   * streams, which may have no end, are ended: who reads one goes on with another process.
   */
  public Future<Void> drain(Duration timeout) {
    var drained = servers.stream().map(server -> shutdown(server, timeout)).toList();
    draining.cancel();
    return Future.all(drained).mapEmpty();
  }

  @Override
  public boolean isHere(String service) {
    return localServices.contains(service);
  }

  @Override
  public boolean isPlaced(String service) {
    return localServices.contains(service) || config.names(service);
  }

  @Override
  public void setInstances(String service, List<HostPort> instances) {
    if (localServices.contains(service)) {
      throw new IllegalArgumentException(
          "addresses of "
              + service
              + ": "
              + instances
              + " (expected: none, it is in this process)");
    }
    transports.put(service, remote(service, Instances.named(vertx, config, instances)));
  }

  @Override
  public Future<Void> serve(RpcService service) {
    service
        .methods()
        .forEach((name, method) -> {
          if (method instanceof RpcService.ServerStreaming<?, ?>) {
            streaming.add(service.name() + "/" + name);
          }
        });
    return new LocalService(vertx, service).register();
  }

  @Override
  public <C> C client(Class<C> contract) {
    return ContractClient.create(contract, this::call);
  }

  @Override
  public RpcChannel channel(String service) {
    return new Channel(service, false);
  }

  private final class Channel implements RpcChannel {

    private final String service;
    private final boolean repeatable;

    Channel(String service, boolean repeatable) {
      this.service = service;
      this.repeatable = repeatable;
    }

    @Override
    public RpcChannel repeatable() {
      return new Channel(service, true);
    }

    private Call prepared(String method, Buffer request) {
      return new Call(service, method, new Payload.Wire(request), current(), repeatable);
    }

    @Override
    public Future<Buffer> call(String method, Buffer request, ResponseMetadata answered) {
      return PendingCall.start(vertx, transport(service), prepared(method, request), answered)
          .map(Payload::bytes);
    }

    @Override
    public Future<ReadStream<Buffer>> stream(
        String method, Buffer request, ResponseMetadata answered) {
      return PendingStream.start(vertx, transport(service), prepared(method, request), answered);
    }
  }

  @Override
  public RpcContext current() {
    RpcContext current = RpcContextLocal.current();
    return current == null ? RpcContext.internal(config.defaultTimeout()) : current;
  }

  @Override
  public <T> Future<T> with(RpcContext rpcContext, Supplier<Future<T>> call) {
    ContextInternal context = ((ContextInternal) vertx.getOrCreateContext()).duplicate();
    RpcContextLocal.attach(context, rpcContext);
    Promise<T> result = context.promise();
    context.emit(_ -> Future.succeededFuture().compose(_ -> call.get()).onComplete(result));
    return result.future();
  }

  private HostPort address(HttpServer server) {
    return new HostPort(config.listen().host(), server.actualPort());
  }

  private static Future<Void> shutdown(HttpServer server, Duration timeout) {
    return server.shutdown(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Future<Payload> call(String service, String method, Payload request) {
    return PendingCall.start(
        vertx,
        transport(service),
        new Call(service, method, request, current()),
        new ResponseMetadata());
  }

  /** The services of this process, for other ones. */
  private final class Here implements LocalCalls {

    @Override
    public boolean isStreaming(String method) {
      return streaming.contains(method);
    }

    @Override
    public Future<Payload> call(Call call) {
      return PendingCall.start(vertx, local, call, call.context().responseMetadata());
    }

    @Override
    public Future<ReadStream<Buffer>> stream(Call call) {
      return PendingStream.start(vertx, local, call, call.context().responseMetadata());
    }

    @Override
    public Cancellation draining() {
      return draining;
    }
  }

  private Transport transport(String service) {
    return transports.computeIfAbsent(service, this::route);
  }

  private Transport route(String service) {
    List<HostPort> instances = config.instances(service);
    return localServices.contains(service) || instances.isEmpty()
        ? local
        : remote(service, Instances.named(vertx, config, instances));
  }

  private Transport remote(String service, Instances instances) {
    return new Http2Transport(service, http2, instances, config.resilience());
  }
}
