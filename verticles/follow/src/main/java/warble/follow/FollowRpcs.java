package warble.follow;

import io.vertx.core.Future;
import warble.follow.v1.FollowService;
import warble.follow.v1.FollowUserRequest;
import warble.follow.v1.FollowUserResponse;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.GetRelationsResponse;
import warble.follow.v1.ListFolloweeIdsRequest;
import warble.follow.v1.ListFolloweeIdsResponse;
import warble.follow.v1.ListFollowerIdsRequest;
import warble.follow.v1.ListFollowerIdsResponse;
import warble.follow.v1.ListFollowersRequest;
import warble.follow.v1.ListFollowersResponse;
import warble.follow.v1.ListFollowingRequest;
import warble.follow.v1.ListFollowingResponse;
import warble.follow.v1.UnfollowUserRequest;
import warble.follow.v1.UnfollowUserResponse;
import warble.runtime.page.PageRequest;
import warble.runtime.page.PageSize;
import warble.runtime.page.PageTokens;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;

/** The calls of the contract: who calls and what they ask, handed to the rules. */
final class FollowRpcs implements FollowService {

  private static final int MAX_RELATIONS = 500;
  private static final int MAX_IDS = 10_000;

  private final Rpc rpc;
  private final PageTokens tokens;
  private final Follows follows;

  FollowRpcs(Rpc rpc, PageTokens tokens, Follows follows) {
    this.rpc = rpc;
    this.tokens = tokens;
    this.follows = follows;
  }

  @Override
  public Future<FollowUserResponse> followUser(FollowUserRequest request) {
    return follows
        .follow(new Follow(rpc.current().userId(), request.getUserId()))
        .map(FollowUserResponse.getDefaultInstance());
  }

  @Override
  public Future<UnfollowUserResponse> unfollowUser(UnfollowUserRequest request) {
    return follows
        .unfollow(new Follow(rpc.current().userId(), request.getUserId()))
        .map(UnfollowUserResponse.getDefaultInstance());
  }

  @Override
  public Future<ListFollowersResponse> listFollowers(ListFollowersRequest request) {
    String list = "followers/" + request.getUserId();
    int size = PageSize.of(request.hasPageSize(), request.getPageSize());
    return follows
        .followers(request.getUserId(), page(list, request.getPageToken(), size))
        .map(page -> FollowProtos.followers(page, page.nextToken(tokens, list, Listed::position)));
  }

  @Override
  public Future<ListFollowingResponse> listFollowing(ListFollowingRequest request) {
    String list = "following/" + request.getUserId();
    int size = PageSize.of(request.hasPageSize(), request.getPageSize());
    return follows
        .following(request.getUserId(), page(list, request.getPageToken(), size))
        .map(page -> FollowProtos.following(page, page.nextToken(tokens, list, Listed::position)));
  }

  private PageRequest page(String list, String token, int size) {
    return new PageRequest(tokens.open(list, token), size);
  }

  @Override
  public Future<GetRelationsResponse> getRelations(GetRelationsRequest request) {
    checkRange("userIds", request.getUserIdsCount(), MAX_RELATIONS);
    return follows
        .relations(request.getViewerId(), request.getUserIdsList())
        .map(FollowProtos::relations);
  }

  @Override
  public Future<ListFollowerIdsResponse> listFollowerIds(ListFollowerIdsRequest request) {
    checkRange("limit", request.getLimit(), MAX_IDS);
    return follows
        .followerIds(request.getUserId(), new IdRange(request.getAfterId(), request.getLimit()))
        .map(FollowProtos::followerIds);
  }

  @Override
  public Future<ListFolloweeIdsResponse> listFolloweeIds(ListFolloweeIdsRequest request) {
    checkRange("limit", request.getLimit(), MAX_IDS);
    return follows
        .followees(request.getUserId(), new IdRange(request.getAfterId(), request.getLimit()))
        .map(FollowProtos::followees);
  }

  private static void checkRange(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw Failure.invalid(field, value + " (expected: 1.." + max + ")").exception();
    }
  }
}
