package warble.post;

import io.vertx.core.Future;
import java.util.List;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.user.v1.GetUsersRequest;
import warble.user.v1.UserServiceClient;

/** The rules of likes: one row for each user and post is the truth, and it is counted. */
final class Likes {

  private final LikeRepository primary;
  private final ReadYourWrites reads;
  private final UserServiceClient users;

  Likes(ReadYourWrites reads, UserServiceClient users) {
    this.primary = new LikeRepository(reads.primary());
    this.reads = reads;
    this.users = users;
  }

  /** Likes a post; the second time changes nothing. Answers how many users like it now. */
  Future<Integer> like(long user, long post) {
    return primary.insert(post, user).compose(_ -> counted(user, post));
  }

  /** Takes a like back; without a like it changes nothing. Answers how many users like it now. */
  Future<Integer> unlike(long user, long post) {
    return primary.delete(post, user).compose(_ -> counted(user, post));
  }

  /** A statement of its own: the one that wrote counts what was there before it began. */
  private Future<Integer> counted(long user, long post) {
    return reads
        .wrote(user)
        .compose(_ -> primary.count(post))
        .map(count -> count.orElseThrow(() -> Posts.unknown(post)));
  }

  /** Those who like a post, newest user first. */
  Future<Likers> byPost(long viewer, long post, PageRequest page) {
    return reads
        .sourceOf(viewer, post)
        .map(LikeRepository::new)
        .compose(source -> source.usersByPost(post, page))
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
