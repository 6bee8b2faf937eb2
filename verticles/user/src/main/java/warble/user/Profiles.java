package warble.user;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import warble.follow.v1.FollowServiceClient;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.GetRelationsResponse;
import warble.follow.v1.Relation;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/**
 * Reads users as a viewer sees them.
 *
 * <p>Counts and relations belong to the social graph, which is asked once for all users of an
 * answer. While it is away there is no answer: zeros would be a lie.
 */
final class Profiles {

  private final UserRepository users;
  private final CachedUsers cached;
  private final FollowServiceClient follows;

  Profiles(UserRepository users, CachedUsers cached, FollowServiceClient follows) {
    this.users = users;
    this.cached = cached;
    this.follows = follows;
  }

  /** One user; {@link Failure.NotFound} when there is none. */
  Future<Profile> one(long id, long viewerId) {
    return id == viewerId
        ? own(id).map(OwnProfile::profile)
        : all(List.of(id), viewerId)
            .map(found -> found.stream().findFirst().orElseThrow(() -> unknown(id)));
  }

  /** A user who reads themselves; {@link Failure.NotFound} when there is no such account. */
  Future<OwnProfile> own(long id) {
    return users.self(id).map(owner -> owner.orElseThrow(() -> unknown(id))).compose(this::seen);
  }

  /** This user as they see themselves. */
  Future<OwnProfile> seen(Owner owner) {
    return seen(owner.user(), owner.user().id())
        .map(profile -> new OwnProfile(profile, owner.email()));
  }

  /** The user with this name; {@link Failure.NotFound} when there is none. */
  Future<Profile> named(Username username, long viewerId) {
    return users
        .named(username)
        .map(user -> user.orElseThrow(() -> unknown(username.value())))
        .compose(user -> seen(user, viewerId));
  }

  static FailureException unknown(Object idOrName) {
    return new Failure.NotFound("user/" + idOrName, "there is no user " + idOrName).exception();
  }

  /** The users with these identifiers, in their order; unknown ones are left out. */
  Future<List<Profile>> all(List<Long> ids, long viewerId) {
    if (ids.isEmpty()) {
      return Future.succeededFuture(List.of());
    }
    // At the same time: few are asked for who do not exist, and for these relations are zeros.
    var relations = follows.getRelations(question(ids.stream(), viewerId));
    var found = cached.byIds(ids);
    return Future.all(found, relations)
        .map(_ -> profiles(inOrder(ids, found.result()), relations.result()));
  }

  private static List<User> inOrder(List<Long> ids, Map<Long, User> found) {
    return ids.stream().map(found::get).filter(Objects::nonNull).toList();
  }

  private Future<Profile> seen(User user, long viewerId) {
    return follows
        .getRelations(question(Stream.of(user.id()), viewerId))
        .map(answer -> profiles(List.of(user), answer).getFirst());
  }

  private static GetRelationsRequest question(Stream<Long> ids, long viewerId) {
    return GetRelationsRequest.newBuilder()
        .setViewerId(viewerId)
        .addAllUserIds(ids.distinct().toList())
        .build();
  }

  private static List<Profile> profiles(List<User> users, GetRelationsResponse answer) {
    Map<Long, Relation> byId =
        answer.getRelationsList().stream()
            .collect(Collectors.toMap(Relation::getUserId, Function.identity()));
    return users.stream()
        .map(user -> new Profile(user, Objects.requireNonNull(byId.get(user.id()))))
        .toList();
  }
}
