package warble.feed;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import warble.feed.v1.FeedItem;
import warble.post.v1.Post;
import warble.runtime.page.Page;
import warble.runtime.rpc.Deadline;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserService;
import warble.user.v1.UserServiceGrpcClient;

/** The authors of posts, read in one call. A page without them is better than none. */
final class Authors {

  private final Rpc rpc;
  private final UserService users;
  private final Duration patience;

  /**
   * The authors as the user domain tells them.
   *
   * @param patience how long a page waits for them
   */
  Authors(Rpc rpc, Duration patience) {
    this.rpc = rpc;
    this.users = rpc.client(UserServiceGrpcClient.class);
    this.patience = patience;
  }

  /** The posts with their authors; of an author who is unknown, the id only. */
  Future<FeedPage> of(Page<Post> page) {
    if (page.items().isEmpty()) {
      return Future.succeededFuture(feedPage(page, Map.of(), false));
    }
    return rpc.with(inTime(rpc.current()), () -> users.getUsers(request(page.items())))
        .map(response -> feedPage(page, byId(response), false))
        .recover(failure -> withoutThem(page, failure));
  }

  private RpcContext inTime(RpcContext call) {
    return new RpcContext(
        call.caller(),
        call.deadline().min(Deadline.after(patience)),
        call.cancellation(),
        call.metadata());
  }

  private static GetUsersRequest request(List<Post> posts) {
    var ids = posts.stream().map(Post::getAuthorId).distinct().toList();
    return GetUsersRequest.newBuilder().addAllUserIds(ids).build();
  }

  private static Map<Long, User> byId(GetUsersResponse response) {
    return response.getUsersList().stream()
        .collect(Collectors.toMap(User::getId, Function.identity()));
  }

  private static Future<FeedPage> withoutThem(Page<Post> page, Throwable failure) {
    return failure instanceof FailureException expected && isOfTheUserDomain(expected.failure())
        ? Future.succeededFuture(feedPage(page, Map.of(), true))
        : Future.failedFuture(failure);
  }

  private static boolean isOfTheUserDomain(Failure failure) {
    return switch (failure) {
      case Failure.Unavailable _,
          Failure.DeadlineExceeded _,
          Failure.ResourceExhausted _,
          Failure.Internal _ ->
          true;
      case Failure.InvalidArgument _,
          Failure.Unauthenticated _,
          Failure.PermissionDenied _,
          Failure.NotFound _,
          Failure.AlreadyExists _,
          Failure.FailedPrecondition _,
          Failure.Aborted _,
          Failure.Cancelled _,
          Failure.Unimplemented _ ->
          false;
    };
  }

  private static FeedPage feedPage(Page<Post> page, Map<Long, User> users, boolean missing) {
    var items = page.items().stream().map(post -> item(post, users)).toList();
    return new FeedPage(new Page<>(items, page.more()), missing);
  }

  private static FeedItem item(Post post, Map<Long, User> users) {
    long id = post.getAuthorId();
    var author = users.getOrDefault(id, User.newBuilder().setId(id).build());
    return FeedItem.newBuilder().setPost(post).setAuthor(author).build();
  }
}
