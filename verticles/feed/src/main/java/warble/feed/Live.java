package warble.feed;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import warble.runtime.EntityId;
import warble.runtime.page.PageTokens;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;

/**
 * Live feeds of a verticle instance.
 *
 * @param rpc calls the other domains
 * @param tokens seals positions
 * @param graph who follows whom
 * @param reader reads what is sent
 * @param config limits
 * @param permits lets not too many of them read at a time: one post may concern thousands
 * @param feeds those that are open
 * @param listeners whose they are, those of the other instances of the process too
 */
record Live(
    Vertx vertx,
    Rpc rpc,
    PageTokens tokens,
    FollowGraph graph,
    FeedReader reader,
    FeedConfig.Live config,
    Permits permits,
    LiveFeeds feeds,
    Listeners listeners) {

  /** Opens the feed of who calls, behind a post; {@link Long#MAX_VALUE} for from now on. */
  Future<LiveFeed> open(RpcContext call, long post) {
    listeners.enter(call.userId());
    var feed = new LiveFeed(new LiveReader(this, call), feeds, config.backlog());
    Context context = vertx.getOrCreateContext();
    call.cancellation().onCancel(() -> context.runOnContext(_ -> feed.close()));
    return post == Long.MAX_VALUE ? feed.fromNowOn() : feed.after(post);
  }

  /** The last post that is old when what comes after this one is new. */
  long overlapping(long post) {
    return Math.max(0, post - EntityId.firstAt(EntityId.EPOCH.plus(config.overlap())));
  }
}
