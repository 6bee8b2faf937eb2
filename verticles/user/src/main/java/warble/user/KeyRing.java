package warble.user;

import io.vertx.core.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys as this process has seen them last, for all verticle instances. */
final class KeyRing {

  private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);

  private final SigningKeys keys;
  private volatile Future<KeySet> latest = Future.failedFuture("no keys yet");

  KeyRing(SigningKeys keys) {
    this.keys = keys;
  }

  /** Looks for new keys. While there is no answer, those of before serve. */
  Future<KeySet> refresh() {
    return keys.load()
        .onSuccess(found -> latest = Future.succeededFuture(found))
        .onFailure(failure -> LOG.warn("signing keys cannot be read: {}", failure.toString()));
  }

  /** Fails before the first {@link #refresh}. */
  Future<KeySet> current() {
    return latest;
  }
}
