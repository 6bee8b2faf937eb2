package warble.runtime.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxBootstrap;
import io.vertx.core.spi.VertxServiceProvider;
import io.vertx.core.spi.context.storage.ContextLocal;
import org.jspecify.annotations.Nullable;

/**
 * The place in a Vert.x context where the {@link RpcContext} of the call being served is kept.
 *
 * <p>A local has to be registered before the first {@code Vertx} is made; being a service provider
 * is how Vert.x offers to do that in time.
 */
public final class RpcContextLocal implements VertxServiceProvider {

  private static final ContextLocal<RpcContext> LOCAL =
      ContextLocal.registerLocal(RpcContext.class);

  @Override
  public void init(VertxBootstrap bootstrap) {}

  static @Nullable RpcContext current() {
    Context context = Vertx.currentContext();
    return context == null ? null : LOCAL.get(context);
  }

  static void attach(Context context, RpcContext rpcContext) {
    LOCAL.put(context, rpcContext);
  }
}
