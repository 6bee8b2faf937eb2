package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.runtime.kafka.TopicRecord;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.runtime.rpc.RpcNode;

/** How batches are handed out, before workers that the test holds in its hand. */
final class FanOutRunTest {

  private static final int FOLLOWERS = 13;
  private static final int PAGE = 5;
  private static final int MAX_BATCHES = 3;

  private final Vertx vertx = Vertx.vertx();
  private final Rpc rpc = RpcNode.alone(vertx, Duration.ofSeconds(10));
  private final World world = new World(100);
  private final FakeDomains domains = new FakeDomains(rpc, world);
  private final Queue<List<String>> written = new ConcurrentLinkedQueue<>();
  private long ada;
  private List<Long> followers;
  private FanOut fanOut;

  @BeforeEach
  void start() {
    ada = world.newUser();
    followers = IntStream.range(0, FOLLOWERS).mapToObj(_ -> world.newUser()).toList();
    followers.forEach(follower -> world.follow(follower, ada));
    await(vertx.deployVerticle(domains));
    vertx.eventBus().registerCodec(new FanOutCodec());
    var graph = new FollowGraph(rpc.client(FollowServiceGrpcClient.class));
    var config = new FeedConfig.FanOut(1, PAGE, 1, MAX_BATCHES, Duration.ofSeconds(10));
    fanOut = new FanOut(graph, vertx.eventBus(), config);
  }

  @AfterEach
  void stop() {
    await(vertx.close());
  }

  @Test
  void noMoreBatchesAreUnderWayThanPermittedHoweverManyPosts() {
    var underWay = new AtomicInteger();
    var most = new AtomicInteger();
    vertx
        .eventBus()
        .<FanOutBatch>localConsumer(
            FanOutVerticle.ADDRESS,
            batch -> {
              most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
              vertx.timer(2).onSuccess(_ -> underWay.decrementAndGet()).onSuccess(_ -> done(batch));
            });

    await(Future.all(IntStream.range(0, 8).mapToObj(_ -> resume(newRun())).toList()));

    assertThat(written).hasSize(8 * (FOLLOWERS + 1));
    assertThat(most).hasValue(MAX_BATCHES);
  }

  @Test
  void anotherAttemptGoesOnBehindTheLastFinishedPage() {
    var outages = new AtomicInteger(1);
    var fragile = Timeline.homeKey(followers.get(2 * PAGE));
    vertx
        .eventBus()
        .<FanOutBatch>localConsumer(
            FanOutVerticle.ADDRESS,
            batch -> {
              if (batch.body().keys().contains(fragile) && outages.getAndDecrement() > 0) {
                batch.fail(FanOutVerticle.AWAY, "away");
              } else {
                done(batch);
              }
            });
    var run = newRun();

    assertThat(expectedFailure(resume(run))).isInstanceOf(Failure.Unavailable.class);
    await(resume(run));

    assertThat(domains.followerPages)
        .containsExactly(0L, followers.get(4), followers.get(9), followers.get(9));
    assertThat(written)
        .containsOnlyOnce(List.of(Timeline.homeKey(followers.getFirst())))
        .contains(List.of(fragile), List.of(Timeline.authorKey(ada)));
  }

  @Test
  void givingUpGoesOnBehindTheLastFinishedPageToo() {
    var outages = new AtomicInteger(2);
    var fragile = Timeline.homeKey(followers.get(PAGE));
    vertx
        .eventBus()
        .<FanOutBatch>localConsumer(
            FanOutVerticle.ADDRESS,
            batch -> {
              if (batch.body().keys().contains(fragile) && outages.getAndDecrement() > 0) {
                batch.fail(FanOutVerticle.AWAY, "away");
              } else {
                done(batch);
              }
            });
    var key = Buffer.buffer(Long.toString(ada));
    var work =
        new PostWork(
            fanOut,
            _ -> Future.succeededFuture(),
            new TopicRecord("posts", 0, 0, key, Buffer.buffer("{")));

    assertThat(expectedFailure(inTime(work::giveUp))).isInstanceOf(Failure.Unavailable.class);
    assertThat(expectedFailure(inTime(work::giveUp))).isInstanceOf(Failure.Unavailable.class);
    await(inTime(work::giveUp));

    long first = followers.get(4);
    long second = followers.get(9);
    assertThat(domains.followerPages)
        .containsExactly(0L, first, second, first, second, first, second);
  }

  @Test
  void theNextPageIsReadWhileOneIsWritten() {
    var writing = new ConcurrentLinkedQueue<Message<FanOutBatch>>();
    vertx.eventBus().<FanOutBatch>localConsumer(FanOutVerticle.ADDRESS, writing::add);
    resume(newRun());

    Awaitility.await().until(() -> writing.size() == MAX_BATCHES);

    Awaitility.await()
        .untilAsserted(
            () -> assertThat(domains.followerPages).containsExactly(0L, followers.get(4)));
  }

  private void done(Message<FanOutBatch> batch) {
    written.add(batch.body().keys());
    batch.reply(null);
  }

  private FanOutRun newRun() {
    return new FanOutRun(fanOut, new PostEvent(PostEvent.Kind.CREATED, world.post(ada), ada));
  }

  private Future<Void> resume(FanOutRun run) {
    return inTime(run::resume);
  }

  private Future<Void> inTime(Supplier<Future<Void>> part) {
    return rpc.with(RpcContext.internal(Duration.ofSeconds(10)), part);
  }
}
