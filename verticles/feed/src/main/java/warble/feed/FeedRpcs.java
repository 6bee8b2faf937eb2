package warble.feed;

import io.vertx.core.Future;
import warble.feed.v1.FeedService;
import warble.feed.v1.GetFeedRequest;
import warble.feed.v1.GetFeedResponse;
import warble.runtime.page.PageRequest;
import warble.runtime.page.PageSize;
import warble.runtime.page.PageTokens;
import warble.runtime.rpc.Rpc;

/** The calls of the contract: who calls and what they ask, handed to the reader. */
final class FeedRpcs implements FeedService {

  private final Rpc rpc;
  private final PageTokens tokens;
  private final FeedReader reader;

  FeedRpcs(Rpc rpc, PageTokens tokens, FeedReader reader) {
    this.rpc = rpc;
    this.tokens = tokens;
    this.reader = reader;
  }

  @Override
  public Future<GetFeedResponse> getFeed(GetFeedRequest request) {
    long caller = rpc.current().userId();
    String list = "feed/" + caller;
    return reader.page(caller, page(list, request)).map(page -> response(list, page));
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
