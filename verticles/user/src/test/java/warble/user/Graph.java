package warble.user;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import warble.follow.v1.FollowServiceGrpcService;
import warble.follow.v1.GetRelationsRequest;
import warble.follow.v1.GetRelationsResponse;
import warble.follow.v1.Relation;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcService;

/**
 * A social graph in which everybody has {@link #FOLLOWERS} followers and every viewer follows all
 * others; it can go away.
 */
final class Graph extends VerticleBase {

  static final int FOLLOWERS = 7;
  static final int FOLLOWING = 3;

  private final Rpc rpc;
  private final AtomicBoolean away;

  Graph(Rpc rpc, AtomicBoolean away) {
    this.rpc = rpc;
    this.away = away;
  }

  @Override
  public Future<?> start() {
    return rpc.serve(
        RpcService.named(FollowServiceGrpcService.SERVICE_NAME.fullyQualifiedName())
            .unary(FollowServiceGrpcService.GetRelations, this::relations)
            .build());
  }

  private Future<GetRelationsResponse> relations(GetRelationsRequest request) {
    if (away.get()) {
      throw new Failure.Unavailable("the graph is away", Duration.ZERO).exception();
    }
    GetRelationsResponse.Builder response = GetRelationsResponse.newBuilder();
    request
        .getUserIdsList()
        .forEach(id -> response.addRelations(relation(id, request.getViewerId())));
    return Future.succeededFuture(response.build());
  }

  private static Relation relation(long id, long viewer) {
    return Relation.newBuilder()
        .setUserId(id)
        .setFollowersCount(FOLLOWERS)
        .setFollowingCount(FOLLOWING)
        .setFollowedByViewer(viewer != 0 && viewer != id)
        .build();
  }
}
