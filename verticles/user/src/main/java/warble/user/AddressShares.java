package warble.user;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import warble.runtime.rpc.Failure;

/**
 * Lets each client address have a few passwords hashed at a time, so that none of them fills the
 * queue for all others, with right passwords or wrong ones. All verticle instances share it; it
 * needs no Redis.
 */
final class AddressShares {

  private static final Failure BUSY =
      new Failure.ResourceExhausted(
          "ADDRESS_BUSY",
          "too many registrations and logins from this address at a time",
          Duration.ofSeconds(1));

  private final ConcurrentMap<String, Integer> taken = new ConcurrentHashMap<>();
  private final int share;

  /** Lets an address have {@code share} computations at a time. */
  AddressShares(int share) {
    this.share = share;
  }

  /**
   * Does it, or fails with {@link Failure.ResourceExhausted} when the address has its share.
   *
   * @param address of the client; empty when nobody knows, and then there is no share
   */
  <T> Future<T> run(String address, Supplier<Future<T>> work) {
    if (address.isEmpty()) {
      return work.get();
    }
    if (taken.merge(address, 1, Integer::sum) > share) {
      release(address);
      return BUSY.future();
    }
    return work.get().onComplete(_ -> release(address));
  }

  private void release(String address) {
    taken.computeIfPresent(address, (_, count) -> count > 1 ? count - 1 : null);
  }
}
