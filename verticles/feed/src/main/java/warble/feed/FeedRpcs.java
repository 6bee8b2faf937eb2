package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.streams.ReadStream;
import warble.feed.v1.FeedService;
import warble.feed.v1.GetFeedRequest;
import warble.feed.v1.GetFeedResponse;
import warble.feed.v1.StreamFeedRequest;
import warble.feed.v1.StreamFeedResponse;
import warble.runtime.page.PageRequest;
import warble.runtime.page.PageSize;
import warble.runtime.page.PageTokens;
import warble.runtime.rpc.Rpc;

/** The calls of the contract: who calls and what they ask, handed to the reader. */
final class FeedRpcs implements FeedService {

  private final Rpc rpc;
  private final PageTokens tokens;
  private final FeedReader reader;
  private final Live live;

  FeedRpcs(Rpc rpc, PageTokens tokens, FeedReader reader, Live live) {
    this.rpc = rpc;
    this.tokens = tokens;
    this.reader = reader;
    this.live = live;
  }

  @Override
  public Future<GetFeedResponse> getFeed(GetFeedRequest request) {
    long caller = rpc.current().userId();
    String list = list(caller);
    return reader.page(caller, page(list, request)).map(page -> response(list, page));
  }

  @Override
  public Future<ReadStream<StreamFeedResponse>> streamFeed(StreamFeedRequest request) {
    var call = rpc.current();
    long last =
        tokens.open(
            list(call.userId()), request.getLastEventId(), "lastEventId", "the id of an event");
    return live.open(call, last).map(feed -> feed);
  }

  /** What tokens of a reader's feed are sealed for. */
  static String list(long reader) {
    return "feed/" + reader;
  }

  private PageRequest page(String list, GetFeedRequest request) {
    return new PageRequest(
        tokens.open(list, request.getPageToken()),
        PageSize.of(request.hasPageSize(), request.getPageSize()));
  }

  private GetFeedResponse response(String list, FeedPage page) {
    return GetFeedResponse.newBuilder()
        .addAllItems(page.items().items())
        .setNextPageToken(page.items().nextToken(tokens, list, item -> item.getPost().getId()))
        .setAuthorsMissing(page.authorsMissing())
        .build();
  }
}
