package warble.loadtest.feed;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.stream.LongStream;
import warble.follow.v1.FollowServiceGrpcService;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.GetRelationsResponse;
import warble.follow.v1.ListFolloweeIdsRequest;
import warble.follow.v1.ListFolloweeIdsResponse;
import warble.follow.v1.ListFollowerIdsRequest;
import warble.follow.v1.ListFollowerIdsResponse;
import warble.follow.v1.Relation;
import warble.post.v1.GetPostsRequest;
import warble.post.v1.GetPostsResponse;
import warble.post.v1.ListPostsByAuthorsRequest;
import warble.post.v1.ListPostsByAuthorsResponse;
import warble.post.v1.Post;
import warble.post.v1.PostRef;
import warble.post.v1.PostServiceGrpcService;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcService;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceGrpcService;

/**
 * The domains that the feed asks, answering at once by arithmetic: the followers of author n are 1
 * to n, nobody is a celebrity, and post p is by author {@link #FIRST_AUTHOR} + p mod {@link
 * #FOLLOWEES}, all of whom every reader follows.
 */
final class Others extends VerticleBase {

  /** Above all followers. */
  static final long FIRST_AUTHOR = 1L << 40;

  static final int FOLLOWEES = 200;

  private static final long NEWEST_POST = 1L << 30;
  private static final String TEXT = "y".repeat(140);

  private final Rpc rpc;

  Others(Rpc rpc) {
    this.rpc = rpc;
  }

  @Override
  public Future<?> start() {
    return Future.all(rpc.serve(follows()), rpc.serve(posts()), rpc.serve(users()));
  }

  private static RpcService follows() {
    return RpcService.named(FollowServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(FollowServiceGrpcService.GetRelations, Others::relations)
        .unary(FollowServiceGrpcService.ListFollowerIds, Others::followers)
        .unary(FollowServiceGrpcService.ListFolloweeIds, Others::followees)
        .build();
  }

  private static RpcService posts() {
    return RpcService.named(PostServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(PostServiceGrpcService.GetPosts, Others::posts)
        .unary(PostServiceGrpcService.ListPostsByAuthors, Others::postsByAuthors)
        .build();
  }

  private static RpcService users() {
    return RpcService.named(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(UserServiceGrpcService.GetUsers, Others::users)
        .build();
  }

  private static Future<GetRelationsResponse> relations(GetRelationsRequest request) {
    var response = GetRelationsResponse.newBuilder();
    request
        .getUserIdsList()
        .forEach(user -> response.addRelations(Relation.newBuilder().setUserId(user)));
    return Future.succeededFuture(response.build());
  }

  private static Future<ListFollowerIdsResponse> followers(ListFollowerIdsRequest request) {
    long first = request.getAfterId() + 1;
    long last = Math.min(request.getUserId(), request.getAfterId() + request.getLimit());
    var response = ListFollowerIdsResponse.newBuilder();
    LongStream.rangeClosed(first, last).forEach(response::addUserIds);
    return Future.succeededFuture(response.build());
  }

  private static Future<ListFolloweeIdsResponse> followees(ListFolloweeIdsRequest everybodys) {
    var response = ListFolloweeIdsResponse.newBuilder();
    LongStream.range(FIRST_AUTHOR, FIRST_AUTHOR + FOLLOWEES).forEach(response::addUserIds);
    return Future.succeededFuture(response.build());
  }

  private static Future<ListPostsByAuthorsResponse> postsByAuthors(
      ListPostsByAuthorsRequest request) {
    var response = ListPostsByAuthorsResponse.newBuilder();
    if (request.getAuthorIdsCount() == FOLLOWEES) {
      LongStream.range(0, request.getLimit())
          .map(i -> NEWEST_POST - i)
          .forEach(post -> response.addPosts(PostRef.newBuilder().setPostId(post)));
    }
    return Future.succeededFuture(response.build());
  }

  private static Future<GetPostsResponse> posts(GetPostsRequest request) {
    var response = GetPostsResponse.newBuilder();
    for (long id : request.getPostIdsList()) {
      response.addPosts(
          Post.newBuilder().setId(id).setAuthorId(FIRST_AUTHOR + id % FOLLOWEES).setContent(TEXT));
    }
    return Future.succeededFuture(response.build());
  }

  private static Future<GetUsersResponse> users(GetUsersRequest request) {
    var response = GetUsersResponse.newBuilder();
    request
        .getUserIdsList()
        .forEach(id -> response.addUsers(User.newBuilder().setId(id).setUsername("user" + id)));
    return Future.succeededFuture(response.build());
  }
}
