package warble.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PermitsTest {

  private final List<Promise<String>> running = new ArrayList<>();
  private final Permits permits = new Permits(2);

  @Test
  void othersWaitInTheOrderInWhichTheyCame() {
    var results = List.of(start(), start(), start(), start());
    assertThat(running).hasSize(2);

    running.get(1).complete("b is done");
    assertThat(running).hasSize(3);
    running.get(2).complete("c is done");

    assertThat(results)
        .extracting(Future::result)
        .containsExactly(null, "b is done", "c is done", null);
  }

  @Test
  void aTaskThatFailsOrThrowsMakesRoomToo() {
    var failed = permits.run(() -> Future.failedFuture("no"));
    var thrown =
        permits.run(() -> {
          throw new IllegalStateException();
        });

    assertThat(failed.failed()).isTrue();
    assertThat(thrown.failed()).isTrue();
    start();
    start();
    assertThat(running).hasSize(2);
  }

  @Test
  void aLongLineOfTasksThatEndAtOnceDoesNotFillTheStack() {
    start();
    start();
    var last = permits.run(Future::succeededFuture);
    for (int i = 0; i < 100_000; i++) {
      last = permits.run(Future::succeededFuture);
    }

    running.getFirst().complete();

    assertThat(last.succeeded()).isTrue();
  }

  private Future<String> start() {
    return permits.run(() -> {
      var promise = Promise.<String>promise();
      running.add(promise);
      return promise.future();
    });
  }
}
