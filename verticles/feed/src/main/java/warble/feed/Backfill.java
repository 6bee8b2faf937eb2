package warble.feed;

import io.vertx.core.Future;
import java.util.List;

/**
 * Brings a reader's timeline in line with whom they follow.
 *
 * <p>An event of a follow says only that something changed; what holds now is asked of the follow
 * domain. Old events that are consumed again can therefore not bring back what they once said.
 */
final class Backfill {

  private final FollowGraph graph;
  private final Timelines timelines;
  private final TimelineBuilder builder;

  Backfill(FollowGraph graph, Timelines timelines, TimelineBuilder builder) {
    this.graph = graph;
    this.timelines = timelines;
    this.builder = builder;
  }

  /** Adds the posts of those who were followed, removes those of the unfollowed. */
  Future<Void> refresh(long reader) {
    return graph.following(reader).map(Following::home).compose(builder::rebuildIfLive);
  }

  /** Forgets the timeline; who reads it has it built anew. */
  Future<Void> drop(long reader) {
    return timelines.drop(List.of(Timeline.homeKey(reader)));
  }
}
