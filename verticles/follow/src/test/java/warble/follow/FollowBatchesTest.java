package warble.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.follow.FollowFixture.somebody;
import static warble.testkit.Futures.await;
import static warble.testkit.Futures.failure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Transaction;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import warble.runtime.postgres.BatchWriter;
import warble.runtime.rpc.Caller;
import warble.runtime.rpc.Cancellation;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.runtime.rpc.RpcContext;
import warble.testkit.BackingServices;
import warble.testkit.Stack;

/** What becomes of wishes that arrive while others are written. */
@BackingServices
class FollowBatchesTest {

  private static FollowFixture fixture;

  private final Follow first = new Follow(somebody(), somebody());
  private final Follow second = new Follow(somebody(), somebody());
  private final Cancellation cancellation = new Cancellation();

  private BatchWriter<Wish, Set<Follow>, Boolean> writer;

  @BeforeAll
  static void start(Stack stack) {
    fixture = new FollowFixture(stack);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @BeforeEach
  void create() {
    writer =
        Follows.writer(
            new FollowRepository(fixture.postgres.primary()), FollowFixture.CELEBRITY, fixture.rpc);
  }

  /** All in one turn of an event loop, so that the first is written alone. */
  private <T> Future<T> atOnce(Supplier<Future<T>> wishes) {
    RpcContext call =
        new RpcContext(
            new Caller.Internal(), Deadline.after(Duration.ofMinutes(1)), cancellation, Map.of());
    Promise<T> done = Promise.promise();
    fixture
        .vertx
        .getOrCreateContext()
        .runOnContext(_ -> fixture.rpc.with(call, wishes).onComplete(done));
    return done.future();
  }

  @Test
  void aWishThatHasToWaitForAnotherOfItsPairHoldsNobodyElseUp() {
    List<Wish> answered = new CopyOnWriteArrayList<>();
    List<Wish> wishes =
        List.of(
            new Wish(first, true),
            new Wish(first, false),
            new Wish(first, true),
            new Wish(second, true));

    List<Boolean> changed =
        await(
            atOnce(() ->
                Future.all(
                        wishes.stream()
                            .map(wish -> writer.write(wish).onSuccess(_ -> answered.add(wish)))
                            .toList())
                    .map(all -> all.<Boolean>list())));

    assertThat(changed).containsOnly(true);
    assertThat(answered)
        .containsExactly(wishes.get(0), wishes.get(1), wishes.get(3), wishes.get(2));
  }

  @Test
  void whatNobodyWaitsForAnyLongerIsNotWritten() {
    Future<Boolean> abandoned =
        atOnce(() -> {
          writer.write(new Wish(first, true));
          Future<Boolean> waits = writer.write(new Wish(second, true));
          cancellation.cancel();
          return waits;
        });

    failure(abandoned);
    assertThat(fixture.relation(first.followee()).getFollowersCount()).isEqualTo(1);
    assertThat(fixture.relation(second.followee()).getFollowersCount()).isZero();
  }

  @Test
  void aWishThatTheDatabaseRefusesFailsAlone() {
    await(
        fixture
            .postgres
            .primary()
            .preparedQuery("INSERT INTO follow_counts VALUES ($1, 2147483647, 0)")
            .execute(Tuple.of(second.followee())));
    Follow third = new Follow(somebody(), somebody());

    List<Boolean> written =
        await(
            atOnce(() ->
                Future.all(
                        Stream.of(first, second, third)
                            .map(follow -> writer.write(new Wish(follow, true)).otherwise(false))
                            .toList())
                    .map(all -> all.<Boolean>list())));

    assertThat(written).containsExactly(true, false, true);
    assertThat(fixture.relation(third.followee()).getFollowersCount()).isEqualTo(1);
  }

  @Test
  void aDatabaseThatHangsFailsABatchAndTheNextIsWritten() {
    SqlConnection other = await(fixture.postgres.primary().getConnection());
    Transaction lock = await(other.begin());
    await(other.query("LOCK TABLE follow_counts IN ACCESS EXCLUSIVE MODE").execute());

    try {
      assertThat(failure(atOnce(() -> writer.write(new Wish(first, true)))))
          .isInstanceOfSatisfying(
              FailureException.class,
              it -> assertThat(it.failure()).isInstanceOf(Failure.Unavailable.class));
    } finally {
      await(lock.rollback());
      await(other.close());
    }
    assertThat(await(atOnce(() -> writer.write(new Wish(second, true))))).isTrue();
  }
}
