package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.feed.v1.GetFeedRequest;
import warble.follow.v1.FollowServiceGrpcClient;
import warble.post.v1.PostServiceGrpcClient;
import warble.runtime.page.PageRequest;
import warble.runtime.redis.RedisCommands;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.RpcContext;
import warble.testkit.BackingServices;
import warble.testkit.Stack;
import warble.testkit.Toxic;

/** What a read costs, and what it answers while something that it needs is away. */
@BackingServices
final class FeedReadTest {

  private static final Failure AWAY = new Failure.Unavailable("away", Duration.ofSeconds(1));

  private Toxic toRedis;
  private FeedSystem system;
  private long ada;
  private long bob;

  @BeforeEach
  void start(Stack stack) {
    toRedis = Toxic.to(stack.redis().nodes().getFirst());
    system = FeedSystem.start(stack, stack.redis(toRedis.address()));
    ada = system.world.newUser();
    bob = system.world.newUser();
    system.follow(bob, ada);
    system.settle();
    system.warmUp(bob);
  }

  @AfterEach
  void stop() {
    system.close();
    toRedis.close();
  }

  @Test
  void withoutTheUserDomainAPageHasNoNamesAndSaysSo() {
    long post = system.world.post(bob);
    assertThat(system.page(bob, 20, "").getAuthorsMissing()).isFalse();

    system.domains.userFailure.set(AWAY);
    var page = system.page(bob, 20, "");

    assertThat(page.getAuthorsMissing()).isTrue();
    assertThat(FeedSystem.ids(page.getItemsList())).containsExactly(post);
    assertThat(page.getItems(0).getAuthor().getId()).isEqualTo(bob);
    assertThat(page.getItems(0).getAuthor().getUsername()).isEmpty();
  }

  @Test
  void aUserDomainThatDoesNotAnswerHoldsAPageUpForSoLongOnly() {
    var _ = system.world.post(bob);
    system.domains.usersHang.set(true);

    var asked = Instant.now();
    var page = system.page(bob, 20, "");

    assertThat(page.getAuthorsMissing()).isTrue();
    assertThat(page.getItemsCount()).isEqualTo(1);
    assertThat(Duration.between(asked, Instant.now())).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void withoutTheFollowDomainAReadIsToBeTriedAgain() {
    system.domains.followFailure.set(AWAY);

    assertThat(refusal()).isEqualTo(AWAY);
  }

  @Test
  void withoutThePostDomainAReadIsToBeTriedAgainAndNeverEmpty() {
    system.domains.postFailure.set(AWAY);
    assertThat(refusal()).isEqualTo(AWAY);

    toRedis.cut();
    assertThat(refusal()).isEqualTo(AWAY);
  }

  private Failure refusal() {
    return expectedFailure(system.as(bob, GetFeedRequest.getDefaultInstance()));
  }

  @Test
  void aPageIsRefilledInStretchesThatDouble() {
    var posts = posts(40);
    system.settle();
    posts.subList(2, 40).forEach(system.world::delete);
    system.domains.hydrations.clear();

    var page = system.page(bob, 2, "");

    assertThat(FeedSystem.ids(page.getItemsList())).containsExactly(posts.get(1), posts.get(0));
    assertThat(system.domains.hydrations).containsExactly(3, 6, 12, 19);
  }

  @Test
  void theLargestPageIsReadAtOnce() {
    var posts = posts(101);
    system.settle();
    system.domains.hydrations.clear();

    var page = system.page(bob, 100, "");

    assertThat(FeedSystem.ids(page.getItemsList())).isEqualTo(posts.reversed().subList(0, 100));
    assertThat(page.getNextPageToken()).isNotEmpty();
    assertThat(system.domains.hydrations).containsExactlyInAnyOrder(100, 1);
  }

  /** The post domain makes one more, to hydrate. */
  @Test
  void aPageTakesOneRoundTripToRedisHoweverManyAreMergedIn() {
    var celebrities = IntStream.range(0, 3).mapToObj(_ -> celebrity()).toList();
    celebrities.forEach(celebrity -> system.follow(bob, celebrity));
    system.settle();
    system.warmUp(bob);
    Awaitility.await().until(() -> celebrities.stream().allMatch(this::isWarm));
    var redis = new CountedTrips(system.redis());
    var posts = new PostLists(system.rpc().client(PostServiceGrpcClient.class));
    var timelines = new Timelines(redis, false, system.config().timelines());
    var reader =
        new FeedReader(
            new FollowGraph(system.rpc().client(FollowServiceGrpcClient.class)),
            new Candidates(timelines, new TimelineBuilder(timelines, posts), posts),
            posts,
            new Authors(system.rpc(), Duration.ofSeconds(1)));
    read(reader);
    redis.trips.set(0);

    read(reader);

    assertThat(redis.trips).hasValue(1);
  }

  private long celebrity() {
    long celebrity = system.world.newUser();
    IntStream.range(0, 100).forEach(_ -> system.world.follow(system.world.newUser(), celebrity));
    return celebrity;
  }

  private boolean isWarm(long celebrity) {
    return system.members(Timeline.authorKey(celebrity)).contains("v1");
  }

  private void read(FeedReader reader) {
    var call = RpcContext.internal(Duration.ofSeconds(5));
    var _ =
        await(system.rpc().with(call, () -> reader.page(bob, new PageRequest(Long.MAX_VALUE, 20))));
  }

  /** Counts what is sent together once. */
  private static final class CountedTrips implements RedisCommands {

    private final RedisCommands redis;
    private final AtomicInteger trips = new AtomicInteger();

    CountedTrips(RedisCommands redis) {
      this.redis = redis;
    }

    @Override
    public Future<@Nullable Response> send(Request request) {
      trips.incrementAndGet();
      return redis.send(request);
    }

    @Override
    public Future<List<@Nullable Response>> batch(List<Request> requests) {
      trips.incrementAndGet();
      return redis.batch(requests);
    }
  }

  private List<Long> posts(int count) {
    return IntStream.range(0, count).mapToObj(_ -> system.post(ada)).toList();
  }
}
