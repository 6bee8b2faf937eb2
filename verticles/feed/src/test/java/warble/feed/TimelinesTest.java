package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.await;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.redis.RedisLink;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

@BackingServices
final class TimelinesTest {

  private static final int CAPACITY = 4;

  private final Vertx vertx = Vertx.vertx();
  private final Timeline timeline = new Timeline(Timeline.homeKey(newId()), List.of(), "v1");
  private RedisLink redis;
  private Timelines timelines;

  @BeforeEach
  void open(Stack stack) {
    redis = await(RedisLink.open(vertx, stack.redis()));
    timelines = new Timelines(redis, false, new FeedConfig.Limits(CAPACITY, Duration.ofMinutes(1)));
  }

  @AfterEach
  void close() {
    await(redis.close());
    await(vertx.close());
  }

  @Test
  void nothingIsWrittenToATimelineThatIsNotLive() {
    add(1);

    assertThat(read()).isEmpty();
  }

  @Test
  void anEmptyTimelineIsLive() {
    complete(all());
    assertThat(read()).contains(all());

    add(5);
    assertThat(read()).contains(all(5));
  }

  @Test
  void theNewestAreKept() {
    complete(all(1, 2, 3));
    add(4);
    assertThat(read()).contains(new Slice(List.of(4L, 3L, 2L, 1L), 1));

    add(5);
    assertThat(read()).contains(new Slice(List.of(5L, 4L, 3L, 2L), 2));
  }

  /** The capacity in {@code conf/feed.yaml}; one more takes five times the memory. */
  @Test
  void aFullTimelineIsPackedTightlyWhatIsAddedToo() {
    timelines = new Timelines(redis, false, new FeedConfig.Limits(126, Duration.ofMinutes(1)));
    complete(new Slice(LongStream.range(0, 126).map(i -> 126 - i).boxed().toList(), 0));
    assertThat(postsAfterAdding(200)).isEqualTo(111);
    LongStream.rangeClosed(201, 215).forEach(this::add);

    var members = await(redis.send(Request.cmd(Command.ZCARD, timeline.key())));
    var encoding = await(redis.send(Request.cmd(Command.OBJECT, "ENCODING", timeline.key())));

    assertThat(members.toInteger()).isEqualTo(127);
    assertThat(encoding.toString()).isEqualTo("listpack");
  }

  @Test
  void aTimelineThatIsFullIsTrimmedByAnEighth() {
    timelines = new Timelines(redis, false, new FeedConfig.Limits(16, Duration.ofMinutes(1)));
    complete(all(LongStream.rangeClosed(1, 15).toArray()));

    var kept = LongStream.rangeClosed(16, 19).mapToObj(post -> postsAfterAdding(post)).toList();

    // Post 0, which says that nothing is older, goes with the first that are trimmed.
    assertThat(kept).containsExactly(14L, 15L, 16L, 14L);
  }

  private long postsAfterAdding(long post) {
    add(post);
    return await(redis.send(Request.cmd(Command.ZCARD, timeline.key()))).toLong() - 1;
  }

  @Test
  void eachTimelineOfABatchIsTakenForItself() {
    var absent = Timeline.homeKey(newId());
    var above = new Timeline(Timeline.homeKey(newId()), List.of(), "v1");
    complete(all(1));
    complete(above, new Slice(List.of(40L), 40));
    var keys = List.of(absent, above.key(), timeline.key());

    await(timelines.apply(event(PostEvent.Kind.CREATED, 30), keys));
    assertThat(read()).contains(all(1, 30));
    assertThat(read(above)).contains(new Slice(List.of(40L), 40));

    await(timelines.apply(event(PostEvent.Kind.DELETED, 30), keys));
    assertThat(read()).contains(all(1));

    await(timelines.apply(event(PostEvent.Kind.LOST, 0), keys));
    assertThat(await(redis.send(exist(keys))).toInteger()).isZero();
  }

  private static Request exist(List<String> keys) {
    var request = Request.cmd(Command.EXISTS);
    keys.forEach(request::arg);
    return request;
  }

  @Test
  void aScriptThatRedisHasForgottenIsSentAgain() {
    complete(all());
    await(redis.send(Request.cmd(Command.SCRIPT, "FLUSH")));

    add(1);

    assertThat(read()).contains(all(1));
  }

  @Test
  void onAClusterNoScriptTouchesTwoKeys() {
    var keys = List.of("tl:1", "tl:2");

    assertThat(Timelines.grouped(keys, true)).containsExactly(List.of("tl:1"), List.of("tl:2"));
    assertThat(Timelines.grouped(keys, false)).containsExactly(keys);
  }

  @Test
  void aPostBelowTheWindowIsNotAddedForItWouldHideAGap() {
    complete(new Slice(List.of(40L, 30L, 20L, 10L), 10));
    remove(10);

    add(5);

    assertThat(read()).contains(new Slice(List.of(40L, 30L, 20L), 20));
  }

  @Test
  void aPostThatComesLateFindsItsPlaceInTheWindow() {
    complete(new Slice(List.of(40L, 30L, 20L), 20));

    add(35);

    assertThat(read()).contains(new Slice(List.of(40L, 35L, 30L, 20L), 20));
  }

  @Test
  void aWindowThatWasEmptiedFillsAgain() {
    complete(new Slice(List.of(40L), 40));
    remove(40);
    assertThat(read()).isEmpty();

    add(50);

    assertThat(read()).contains(new Slice(List.of(50L), 50));
  }

  @Test
  void addingTwiceAndRemovingTwiceChangeNothing() {
    complete(all(1));
    add(2);
    add(2);
    assertThat(read()).contains(all(1, 2));

    remove(1);
    remove(1);
    assertThat(read()).contains(all(2));
  }

  @Test
  void whatIsAddedWhileItIsBuiltIsKept() {
    var token = await(timelines.build(timeline));
    add(7);
    assertThat(read()).isEmpty();

    await(timelines.complete(timeline, token, all(3, 5)));

    assertThat(read()).contains(all(3, 5, 7));
  }

  @Test
  void aBuildingThatWasEmptiedSinceCannotComplete() {
    var token = await(timelines.build(timeline));
    var _ = await(timelines.rebuild(timeline));

    await(timelines.complete(timeline, token, all(3)));

    assertThat(read()).isEmpty();
  }

  @Test
  void twoReadersBuildOneTimeline() {
    var first = await(timelines.build(timeline));
    var second = await(timelines.build(timeline));
    assertThat(second).isEqualTo(first);

    await(timelines.complete(timeline, first, all(3)));
    add(4);
    await(timelines.complete(timeline, second, all(3)));

    assertThat(read()).contains(all(3, 4));
  }

  @Test
  void onlyALiveTimelineIsRebuilt() {
    assertThat(await(timelines.rebuild(timeline))).isEmpty();
  }

  @Test
  void anotherVersionIsNotRead() {
    complete(all(1));

    var other = new Timeline(timeline.key(), List.of(), "v2");

    assertThat(await(timelines.read(List.of(other), Long.MAX_VALUE, 10)))
        .containsExactly(Optional.empty());
  }

  @Test
  void aStretchBelowTheWindowIsUnknown() {
    complete(new Slice(List.of(40L, 30L), 30));

    assertThat(await(timelines.read(List.of(timeline), 30, 10))).containsExactly(Optional.empty());
  }

  private static long newId() {
    return ThreadLocalRandom.current().nextLong(1L << 53);
  }

  private void complete(Slice newest) {
    complete(timeline, newest);
  }

  private void complete(Timeline built, Slice newest) {
    await(timelines.complete(built, await(timelines.build(built)), newest));
  }

  private void add(long post) {
    await(timelines.apply(event(PostEvent.Kind.CREATED, post), List.of(timeline.key())));
  }

  private void remove(long post) {
    await(timelines.apply(event(PostEvent.Kind.DELETED, post), List.of(timeline.key())));
  }

  private static PostEvent event(PostEvent.Kind kind, long post) {
    return new PostEvent(kind, post, 1);
  }

  private Optional<Slice> read() {
    return read(timeline);
  }

  private Optional<Slice> read(Timeline from) {
    return await(timelines.read(List.of(from), Long.MAX_VALUE, 10)).getFirst();
  }

  /** Everything there is, oldest first. */
  private static Slice all(long... posts) {
    return new Slice(LongStream.of(posts).boxed().toList().reversed(), 0);
  }
}
