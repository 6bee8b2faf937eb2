package warble.user;

import static org.assertj.core.api.Assertions.assertThat;
import static warble.testkit.Futures.expectedFailure;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import warble.runtime.rpc.Failure;

class AddressSharesTest {

  private final AddressShares shares = new AddressShares(2);
  private final Promise<String> slow = Promise.promise();

  @Test
  void anAddressHasItsShareAndLeavesTheRestToOthers() {
    shares.run("a", slow::future);
    shares.run("a", slow::future);

    assertThat(expectedFailure(shares.run("a", slow::future)))
        .isInstanceOfSatisfying(
            Failure.ResourceExhausted.class, it -> assertThat(it.retryAfter()).isPositive());
    assertThat(shares.run("b", () -> Future.succeededFuture("done")).result()).isEqualTo("done");
  }

  @Test
  void whereNobodyKnowsTheAddressThereIsNoShare() {
    Stream.generate(() -> shares.run("", slow::future)).limit(5).forEach(Future::isComplete);

    assertThat(shares.run("", () -> Future.succeededFuture("done")).result()).isEqualTo("done");
  }

  @Test
  void whatIsDoneMakesRoomWhetherItSucceedsOrNot() {
    shares.run("a", slow::future);
    shares.run("a", slow::future);
    slow.fail("no matter");
    shares.run("a", () -> Future.failedFuture("no matter"));

    assertThat(shares.run("a", () -> Future.succeededFuture("done")).result()).isEqualTo("done");
  }
}
