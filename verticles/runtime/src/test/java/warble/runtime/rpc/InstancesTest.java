package warble.runtime.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstancesTest {

  private static final Duration OFTEN = Duration.ofMillis(20);
  private static final SocketAddress A = SocketAddress.inetSocketAddress(1, "10.0.0.1");
  private static final SocketAddress B = SocketAddress.inetSocketAddress(1, "10.0.0.2");
  private static final SocketAddress C = SocketAddress.inetSocketAddress(1, "10.0.0.3");

  private static final Resilience POLICY =
      new Resilience(
          Duration.ofSeconds(1),
          0.2,
          1,
          3,
          Duration.ofMillis(200),
          0.4,
          10,
          0.5,
          Duration.ofSeconds(10),
          Duration.ofSeconds(2));

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    TestProcess.await(vertx.close());
  }

  @Test
  void eachCallBeginsWithTheNextInstance() {
    Instances instances = instances(() -> List.of(A, B, C));

    assertThat(inTurn(instances)).containsExactly(A, B, C);
    assertThat(inTurn(instances)).containsExactly(B, C, A);
    assertThat(inTurn(instances)).containsExactly(C, A, B);
    assertThat(inTurn(instances)).containsExactly(A, B, C);
  }

  @Test
  void anInstanceThatCouldNotBeReachedComesLastAndTheOthersShareItsCalls() {
    Instances instances = instances(() -> List.of(A, B, C));

    instances.shun(A);

    assertThat(inTurn(instances)).containsExactly(B, C, A);
    assertThat(inTurn(instances)).containsExactly(C, B, A);
    assertThat(inTurn(instances)).containsExactly(B, C, A);
  }

  @Test
  void anInstanceThatFailsInARowComesLastForAWhile() {
    Instances instances = instances(() -> List.of(A, B, C));
    inTurn(instances);

    end(instances, A, Verdict.FAILED, Verdict.FAILED, Verdict.ANSWERED);
    end(instances, A, Verdict.FAILED, Verdict.NONE, Verdict.FAILED);
    assertThat(turns(instances)).anyMatch(turn -> turn.getFirst().equals(A));

    end(instances, A, Verdict.FAILED);
    assertThat(turns(instances)).allMatch(turn -> turn.getLast().equals(A));
    await().until(() -> turns(instances).stream().anyMatch(turn -> turn.getFirst().equals(A)));
  }

  @Test
  void whenAllFailOnlySomeComeLast() {
    Instances instances = instances(() -> List.of(A, B, C));
    inTurn(instances);

    end(instances, A, Verdict.FAILED, Verdict.FAILED, Verdict.FAILED);
    end(instances, B, Verdict.FAILED, Verdict.FAILED, Verdict.FAILED);

    assertThat(turns(instances)).allMatch(turn -> turn.getLast().equals(A));
    assertThat(turns(instances)).anyMatch(turn -> turn.getFirst().equals(B));
  }

  private static void end(Instances instances, SocketAddress instance, Verdict... verdicts) {
    List.of(verdicts).forEach(verdict -> instances.ended(instance, verdict));
  }

  private static List<List<SocketAddress>> turns(Instances instances) {
    return IntStream.range(0, 3).mapToObj(_ -> inTurn(instances)).toList();
  }

  @Test
  void newInstancesAreSeen() {
    NameService names = new NameService(A);
    Instances instances = instances(names);
    assertThat(inTurn(instances)).containsExactly(A);

    names.known = List.of(B, C);

    await().until(() -> inTurn(instances).containsAll(List.of(B, C)));
    assertThat(inTurn(instances)).doesNotContain(A);
  }

  @Test
  void oldInstancesAreKeptWhileTheNameServiceIsAway() {
    NameService names = new NameService(A);
    Instances instances = instances(names);
    assertThat(inTurn(instances)).containsExactly(A);

    names.known = List.of();
    names.asked.set(0);
    await().until(() -> inTurn(instances).equals(List.of(A)) && names.asked.get() > 2);
    names.away = true;
    names.asked.set(0);
    await().until(() -> inTurn(instances).equals(List.of(A)) && names.asked.get() > 2);
  }

  private Instances instances(Callable<List<SocketAddress>> lookup) {
    return new Instances(vertx, OFTEN, POLICY, lookup);
  }

  private static List<SocketAddress> inTurn(Instances instances) {
    return TestProcess.await(instances.inTurn());
  }

  /** Says what it is told to say. */
  private static final class NameService implements Callable<List<SocketAddress>> {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile List<SocketAddress> known;
    private volatile boolean away;

    private NameService(SocketAddress known) {
      this.known = List.of(known);
    }

    @Override
    public List<SocketAddress> call() throws UnknownHostException {
      asked.incrementAndGet();
      if (away) {
        throw new UnknownHostException("the name service is away");
      }
      return known;
    }
  }
}
