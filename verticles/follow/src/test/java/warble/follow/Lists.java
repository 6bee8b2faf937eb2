package warble.follow;

import java.util.List;
import warble.follow.v1.ListFolloweeIdsRequest;
import warble.follow.v1.ListFolloweeIdsResponse;
import warble.follow.v1.ListFollowerIdsRequest;

/** Calls for the lists that other domains ask for. */
final class Lists {

  private Lists() {}

  static List<Long> followerIds(FollowFixture fixture, long user, long after, int limit) {
    ListFollowerIdsRequest request =
        ListFollowerIdsRequest.newBuilder()
            .setUserId(user)
            .setAfterId(after)
            .setLimit(limit)
            .build();
    return fixture.call(follows -> follows.listFollowerIds(request)).getUserIdsList();
  }

  static List<Long> followeeIds(FollowFixture fixture, long user) {
    return followees(fixture, user).getUserIdsList();
  }

  static List<Long> mergedIds(FollowFixture fixture, long user) {
    return followees(fixture, user).getMergedIdsList();
  }

  private static ListFolloweeIdsResponse followees(FollowFixture fixture, long user) {
    ListFolloweeIdsRequest request =
        ListFolloweeIdsRequest.newBuilder().setUserId(user).setLimit(100).build();
    return fixture.call(follows -> follows.listFolloweeIds(request));
  }
}
