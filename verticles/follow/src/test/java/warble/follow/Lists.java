package warble.follow;

import java.util.List;
import warble.follow.v1.ListFolloweeIdsRequest;
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

  static List<Long> followeeIds(FollowFixture fixture, long user, boolean celebritiesOnly) {
    ListFolloweeIdsRequest request =
        ListFolloweeIdsRequest.newBuilder()
            .setUserId(user)
            .setLimit(100)
            .setCelebritiesOnly(celebritiesOnly)
            .build();
    return fixture.call(follows -> follows.listFolloweeIds(request)).getUserIdsList();
  }
}
