package warble.post;

import io.vertx.core.Future;
import java.util.List;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.UserServiceClient;

/** The rules of likes: one row for each user and post is the truth. */
final class Likes {

  private final LikeWriter writer;
  private final ReadYourWrites reads;
  private final UserServiceClient users;

  Likes(LikeWriter writer, ReadYourWrites reads, UserServiceClient users) {
    this.writer = writer;
    this.reads = reads;
    this.users = users;
  }

  /** Likes a post; the second time changes nothing. Answers how many users like it now. */
  Future<Integer> like(long user, long post) {
    return writer.write(new Like(post, user, true));
  }

  /** Takes a like back; without a like it changes nothing. Answers how many users like it now. */
  Future<Integer> unlike(long user, long post) {
    return writer.write(new Like(post, user, false));
  }

  /** Those who like a post, newest user first. */
  Future<Likers> byPost(long viewer, long post, PageRequest page) {
    return reads
        .readOfPost(viewer, post, server -> new LikeRepository(server).usersByPost(post, page))
        .map(read -> read.orElseThrow(() -> Posts.unknown(post)))
        .compose(read -> withProfiles(Page.of(read, page)));
  }

  private Future<Likers> withProfiles(Page<Long> ids) {
    return ids.items().isEmpty()
        ? Future.succeededFuture(new Likers(ids, List.of()))
        : users
            .getUsers(GetUsersRequest.newBuilder().addAllUserIds(ids.items()).build())
            .map(found -> new Likers(ids, found.getUsersList()));
  }
}
