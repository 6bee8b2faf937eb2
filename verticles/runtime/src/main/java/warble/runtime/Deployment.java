package warble.runtime;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import java.util.function.Supplier;

/**
 * A verticle to deploy.
 *
 * @param verticle makes one instance
 * @param options how many instances, and on which kind of thread; 0 instances stand for one on each
 *     event loop, which who deploys it must resolve
 */
public record Deployment(Supplier<? extends Deployable> verticle, DeploymentOptions options) {}
