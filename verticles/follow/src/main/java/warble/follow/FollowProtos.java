package warble.follow;

import com.google.protobuf.Timestamp;
import java.time.Instant;
import java.util.List;
import warble.follow.v1.GetRelationsResponse;
import warble.follow.v1.ListFolloweeIdsResponse;
import warble.follow.v1.ListFollowerIdsResponse;
import warble.follow.v1.ListFollowersResponse;
import warble.follow.v1.ListFollowingResponse;
import warble.runtime.page.Page;

/** Turns records into messages. */
final class FollowProtos {

  private FollowProtos() {}

  static ListFollowersResponse followers(Page<Listed> page, String nextToken) {
    return ListFollowersResponse.newBuilder()
        .addAllUserIds(users(page))
        .setNextPageToken(nextToken)
        .build();
  }

  static ListFollowingResponse following(Page<Listed> page, String nextToken) {
    return ListFollowingResponse.newBuilder()
        .addAllUserIds(users(page))
        .setNextPageToken(nextToken)
        .build();
  }

  private static List<Long> users(Page<Listed> page) {
    return page.items().stream().map(Listed::user).toList();
  }

  static GetRelationsResponse relations(List<Relation> relations) {
    return GetRelationsResponse.newBuilder()
        .addAllRelations(relations.stream().map(FollowProtos::relation).toList())
        .build();
  }

  private static warble.follow.v1.Relation relation(Relation relation) {
    var message =
        warble.follow.v1.Relation.newBuilder()
            .setUserId(relation.user())
            .setFollowersCount(relation.followers())
            .setFollowingCount(relation.following())
            .setIsCelebrity(relation.celebrity())
            .setFollowedByViewer(relation.followedByViewer());
    Instant lastCelebrityAt = relation.lastCelebrityAt();
    if (lastCelebrityAt != null) {
      message.setLastCelebrityAt(timestamp(lastCelebrityAt));
    }
    return message.build();
  }

  private static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  static ListFollowerIdsResponse followerIds(List<Long> ids) {
    return ListFollowerIdsResponse.newBuilder().addAllUserIds(ids).build();
  }

  static ListFolloweeIdsResponse followees(List<Followee> followees) {
    return ListFolloweeIdsResponse.newBuilder()
        .addAllUserIds(followees.stream().map(Followee::user).toList())
        .addAllMergedIds(followees.stream().filter(Followee::merged).map(Followee::user).toList())
        .build();
  }
}
