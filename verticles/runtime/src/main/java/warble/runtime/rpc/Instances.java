package warble.runtime.rpc;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import warble.runtime.config.HostPort;

/**
 * The instances of one service, used in turn.
 *
 * <p>A host name stands for all its addresses and is resolved again while it is in use. The
 * resolver behind Vert.x's own load balancing keeps its first answer for as long as it is used and
 * would never see a new pod; hence this one.
 */
final class Instances {

  private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

  /** How long an instance that could not be reached is tried only after all others. */
  private static final Duration SHUNNED = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Duration resolveInterval;
  private final Callable<List<SocketAddress>> lookup;
  private final Resilience policy;
  private final Map<SocketAddress, Deadline> shunned = new ConcurrentHashMap<>();
  private final Map<SocketAddress, Deadline> ejected = new ConcurrentHashMap<>();
  private final Map<SocketAddress, Integer> failures = new ConcurrentHashMap<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final AtomicBoolean renewing = new AtomicBoolean();
  private volatile Future<List<SocketAddress>> addresses;
  private volatile Deadline fresh;

  /**
   * Starts with what {@code lookup} says now, and asks it again while the instances are in use.
   *
   * @param lookup says where the instances are; it may block
   */
  Instances(
      Vertx vertx,
      Duration resolveInterval,
      Resilience policy,
      Callable<List<SocketAddress>> lookup) {
    this.vertx = vertx;
    this.resolveInterval = resolveInterval;
    this.policy = policy;
    this.lookup = lookup;
    this.addresses = lookUp(vertx, lookup);
    this.fresh = Deadline.after(resolveInterval);
  }

  static Instances named(Vertx vertx, RpcConfig config, List<HostPort> names) {
    return new Instances(
        vertx,
        config.resolveInterval(),
        config.resilience(),
        () -> names.stream().flatMap(Instances::addresses).toList());
  }

  /**
   * Keeps the JVM from remembering what a name stands for, which it does for 30 s. It listens to
   * this only before it has looked up its first name.
   */
  static void alwaysAskTheSystem() {
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  /** All instances, in the order in which the next call should try them. */
  Future<List<SocketAddress>> inTurn() {
    if (fresh.passed() && renewing.compareAndSet(false, true)) {
      lookUp(vertx, lookup).onComplete(this::renew);
    }
    // The addresses belong to no context: the caller goes on on its own.
    ContextInternal context = (ContextInternal) vertx.getOrCreateContext();
    Future<List<SocketAddress>> known = addresses;
    if (known.succeeded()) {
      return context.succeededFuture(rotate(known.result()));
    }
    Promise<List<SocketAddress>> own = context.promise();
    known.onComplete(own);
    return own.future().map(this::rotate);
  }

  /** Prefers the other instances for a while. */
  void shun(SocketAddress instance) {
    shunned.put(instance, Deadline.after(SHUNNED));
  }

  /** A call that an instance was connected for has ended. */
  void ended(SocketAddress instance, Verdict verdict) {
    switch (verdict) {
      case ANSWERED -> {
        if (!failures.isEmpty()) {
          failures.remove(instance);
        }
      }
      case FAILED -> {
        if (failures.merge(instance, 1, Integer::sum) >= policy.ejectAfter()) {
          eject(instance);
        }
      }
      case NONE -> {
        // It says nothing of the instance.
      }
    }
  }

  /** Not too many: what fails everywhere is not the instance's fault. */
  private synchronized void eject(SocketAddress instance) {
    failures.remove(instance);
    List<SocketAddress> all = addresses.succeeded() ? addresses.result() : List.of();
    ejected.values().removeIf(Deadline::passed);
    ejected.keySet().retainAll(all);
    if (!ejected.containsKey(instance) && ejected.size() + 1 <= policy.ejectMost() * all.size()) {
      ejected.put(instance, Deadline.after(policy.ejectFor()));
      LOG.warn("{} has failed {} times in a row and is tried last", instance, policy.ejectAfter());
    }
  }

  /** A name service that is away is no reason to forget what it said before. */
  private void renew(AsyncResult<List<SocketAddress>> result) {
    if (result.succeeded() && !result.result().isEmpty()) {
      addresses = Future.succeededFuture(result.result());
      failures.keySet().retainAll(result.result());
    }
    fresh = Deadline.after(resolveInterval);
    renewing.set(false);
  }

  private static Future<List<SocketAddress>> lookUp(
      Vertx vertx, Callable<List<SocketAddress>> lookup) {
    Promise<List<SocketAddress>> addresses = Promise.promise();
    vertx.executeBlocking(lookup, false).onComplete(addresses);
    return addresses.future();
  }

  private static Stream<SocketAddress> addresses(HostPort name) {
    try {
      return Stream.of(InetAddress.getAllByName(name.host()))
          .map(InetAddress::getHostAddress)
          .map(host -> SocketAddress.inetSocketAddress(name.port(), host));
    } catch (UnknownHostException _) {
      return Stream.empty();
    }
  }

  private List<SocketAddress> rotate(List<SocketAddress> addresses) {
    int by = -turn.getAndIncrement();
    if (shunned.isEmpty() && ejected.isEmpty()) {
      return rotated(addresses, by);
    }
    shunned.values().removeIf(Deadline::passed);
    ejected.values().removeIf(Deadline::passed);
    Map<Boolean, List<SocketAddress>> bySide =
        addresses.stream()
            .collect(
                Collectors.partitioningBy(
                    it -> shunned.containsKey(it) || ejected.containsKey(it)));
    return Stream.of(false, true)
        .flatMap(side -> rotated(bySide.getOrDefault(side, List.of()), by).stream())
        .toList();
  }

  /** Each kind for itself: the neighbour of a shunned one would get the share of both. */
  private static List<SocketAddress> rotated(List<SocketAddress> addresses, int by) {
    List<SocketAddress> order = new ArrayList<>(addresses);
    Collections.rotate(order, by);
    return order;
  }
}
