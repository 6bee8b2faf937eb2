package warble.feed;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import warble.feed.v1.FeedItem;
import warble.post.v1.Post;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserService;

/** The authors of posts, read in one call. */
final class Authors {

  private final UserService users;

  Authors(UserService users) {
    this.users = users;
  }

  /** The posts with their authors; of an author who is unknown, the id only. */
  Future<List<FeedItem>> of(List<Post> posts) {
    if (posts.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    return users.getUsers(request(posts)).map(response -> items(posts, byId(response)));
  }

  private static GetUsersRequest request(List<Post> posts) {
    var ids = posts.stream().map(Post::getAuthorId).distinct().toList();
    return GetUsersRequest.newBuilder().addAllUserIds(ids).build();
  }

  private static Map<Long, User> byId(GetUsersResponse response) {
    return response.getUsersList().stream()
        .collect(Collectors.toMap(User::getId, Function.identity()));
  }

  private static List<FeedItem> items(List<Post> posts, Map<Long, User> users) {
    return posts.stream()
        .map(post -> FeedItem.newBuilder().setPost(post).setAuthor(author(post, users)).build())
        .toList();
  }

  private static User author(Post post, Map<Long, User> users) {
    long id = post.getAuthorId();
    return users.getOrDefault(id, User.newBuilder().setId(id).build());
  }
}
