package warble.gateway;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of requests' bodies a process holds at once; many slow uploads must not fill its
 * memory. Instances share it.
 */
final class BodyBudget {

  private final long most;
  private final AtomicLong held = new AtomicLong();

  BodyBudget(long most) {
    this.most = most;
  }

  /** Takes so many bytes, or none and returns false when they would be too many. */
  boolean take(int bytes) {
    if (held.addAndGet(bytes) <= most) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }
}
