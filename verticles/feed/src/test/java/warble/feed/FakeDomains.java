package warble.feed;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
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
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcService;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.GetUsersResponse;
import warble.user.v1.User;
import warble.user.v1.UserServiceGrpcService;

/** The contracts of the domains that the feed asks, answered by a {@link World}. */
final class FakeDomains extends VerticleBase {

  private final Rpc rpc;
  private final World world;
  private final List<RpcService> services;

  /** The authors of each list of posts that was read. */
  final Queue<List<Long>> listings = new ConcurrentLinkedQueue<>();

  /** The followers after which each page of followers was read. */
  final Queue<Long> followerPages = new ConcurrentLinkedQueue<>();

  /** How many posts were asked for in each call. */
  final Queue<Integer> hydrations = new ConcurrentLinkedQueue<>();

  /** What the follow domain fails with; {@code null} while it works. */
  final AtomicReference<@Nullable Failure> followFailure = new AtomicReference<>();

  /** What the post domain fails with; {@code null} while it works. */
  final AtomicReference<@Nullable Failure> postFailure = new AtomicReference<>();

  /** What the user domain fails with; {@code null} while it works. */
  final AtomicReference<@Nullable Failure> userFailure = new AtomicReference<>();

  /** Whether the user domain takes calls and never answers. */
  final AtomicBoolean usersHang = new AtomicBoolean();

  /** How old the lists of posts are when they arrive, in milliseconds; 0 for not at all. */
  final AtomicLong listingDelay = new AtomicLong();

  private final AtomicInteger refusals = new AtomicInteger();

  FakeDomains(Rpc rpc, World world) {
    this.rpc = rpc;
    this.world = world;
    // Here, because the descriptors of the contracts take long to load for an event loop.
    this.services = List.of(posts(), follows(), users());
  }

  @Override
  public Future<?> start() {
    return Future.all(services.stream().map(rpc::serve).toList());
  }

  /** Returns when the follow domain has failed so often. */
  void awaitRefusals(int count) {
    Awaitility.await().until(() -> refusals.get() >= count);
  }

  private RpcService posts() {
    return RpcService.named(PostServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(PostServiceGrpcService.GetPosts, this::getPosts)
        .unary(PostServiceGrpcService.ListPostsByAuthors, this::listPostsByAuthors)
        .build();
  }

  private RpcService follows() {
    return RpcService.named(FollowServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(FollowServiceGrpcService.GetRelations, this::getRelations)
        .unary(FollowServiceGrpcService.ListFollowerIds, this::listFollowerIds)
        .unary(FollowServiceGrpcService.ListFolloweeIds, this::listFolloweeIds)
        .build();
  }

  private RpcService users() {
    return RpcService.named(UserServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
        .unary(UserServiceGrpcService.GetUsers, this::getUsers)
        .build();
  }

  private Future<GetPostsResponse> getPosts(GetPostsRequest request) {
    if (request.getPostIdsCount() < 1 || request.getPostIdsCount() > 100) {
      return Failure.invalid("post_ids", "expected: 1..100").future();
    }
    var failure = postFailure.get();
    if (failure != null) {
      return failure.future();
    }
    hydrations.add(request.getPostIdsCount());
    var response = GetPostsResponse.newBuilder();
    for (long id : request.getPostIdsList()) {
      long author = world.authorOf(id);
      if (author != 0) {
        response.addPosts(
            Post.newBuilder()
                .setId(id)
                .setAuthorId(author)
                .setContent("read by " + rpc.current().viewerId()));
      }
    }
    return Future.succeededFuture(response.build());
  }

  private Future<ListPostsByAuthorsResponse> listPostsByAuthors(ListPostsByAuthorsRequest request) {
    var failure = postFailure.get();
    if (failure != null) {
      return failure.future();
    }
    listings.add(request.getAuthorIdsList());
    long before = request.getBeforePostId() == 0 ? Long.MAX_VALUE : request.getBeforePostId();
    var response = ListPostsByAuthorsResponse.newBuilder();
    world.postsOf(request.getAuthorIdsList(), before).entrySet().stream()
        .limit(request.getLimit())
        .map(post -> PostRef.newBuilder().setPostId(post.getKey()).setAuthorId(post.getValue()))
        .forEach(response::addPosts);
    return listingDelay.get() == 0
        ? Future.succeededFuture(response.build())
        : vertx.timer(listingDelay.get()).map(response.build());
  }

  private Future<GetRelationsResponse> getRelations(GetRelationsRequest request) {
    var failure = followFailure.get();
    if (failure != null) {
      refusals.incrementAndGet();
      return failure.future();
    }
    var response = GetRelationsResponse.newBuilder();
    for (long user : request.getUserIdsList()) {
      response.addRelations(
          Relation.newBuilder().setUserId(user).setIsCelebrity(world.isCelebrity(user)));
    }
    return Future.succeededFuture(response.build());
  }

  private Future<ListFollowerIdsResponse> listFollowerIds(ListFollowerIdsRequest request) {
    followerPages.add(request.getAfterId());
    return Future.succeededFuture(
        ListFollowerIdsResponse.newBuilder()
            .addAllUserIds(
                world.followers(request.getUserId(), request.getAfterId(), request.getLimit()))
            .build());
  }

  private Future<ListFolloweeIdsResponse> listFolloweeIds(ListFolloweeIdsRequest request) {
    var failure = followFailure.get();
    if (failure != null) {
      return failure.future();
    }
    var page = world.followees(request.getUserId(), request.getAfterId(), request.getLimit());
    return Future.succeededFuture(
        ListFolloweeIdsResponse.newBuilder()
            .addAllUserIds(page)
            .addAllMergedIds(page.stream().filter(world::isMerged).toList())
            .build());
  }

  private Future<GetUsersResponse> getUsers(GetUsersRequest request) {
    var failure = userFailure.get();
    if (failure != null) {
      return failure.future();
    }
    if (usersHang.get()) {
      return Promise.<GetUsersResponse>promise().future();
    }
    var response = GetUsersResponse.newBuilder();
    for (long id : request.getUserIdsList()) {
      response.addUsers(User.newBuilder().setId(id).setUsername("user" + id));
    }
    return Future.succeededFuture(response.build());
  }
}
