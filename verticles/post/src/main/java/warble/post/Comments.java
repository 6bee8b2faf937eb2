package warble.post;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;

/** The rules of comments. */
final class Comments {

  private static final Counts ONE_MORE = new Counts(0, 1);
  private static final Counts ONE_LESS = new Counts(0, -1);

  private final CommentRepository primary;
  private final ReadYourWrites reads;
  private final LiveCounts counts;

  Comments(ReadYourWrites reads, LiveCounts counts) {
    this.primary = new CommentRepository(reads.servers().primaryOnly());
    this.reads = reads;
    this.counts = counts;
  }

  Future<Comment> create(long author, long post, PostText text) {
    return counts
        .before(Set.of(post), List.of())
        .compose(before ->
            primary
                .insert(post, author, text)
                .onFailure(failure -> doubt(failure, post))
                .map(id -> id.orElseThrow(() -> Posts.unknown(post)))
                .compose(id -> remember(new Comment(id, post, author, text.content()), before)));
  }

  private Future<Comment> remember(Comment written, LiveCounts.Before before) {
    return reads
        .tell(List.of(reads.wrote(written.author())))
        .compose(_ -> counts.changed(before, Map.of(written.post(), ONE_MORE)))
        .map(written);
  }

  Future<Page<Comment>> byPost(long viewer, long post, PageRequest page) {
    return reads
        .readOfPost(viewer, post, server -> new CommentRepository(server).byPost(post, page))
        .map(read -> read.orElseThrow(() -> Posts.unknown(post)))
        .map(read -> Page.of(read, page));
  }

  Future<Void> delete(long caller, long id) {
    return primary.delete(id, caller).compose(deletion -> told(deletion, caller, id));
  }

  /** A server that went away while it was asked may have written it. */
  private void doubt(Throwable failure, long post) {
    if (ReadServers.isAway(failure)) {
      counts.doubt(Set.of(post));
    }
  }

  private Future<Void> told(Deletion deletion, long caller, long id) {
    return switch (deletion) {
      case Deletion.Done(var post) -> gone(caller, post);
      case Deletion.NotAllowed _ ->
          new Failure.PermissionDenied(
                  "NOT_THE_AUTHOR", "only the author of the comment or of its post may delete it")
              .future();
      case Deletion.Unknown _ -> new Failure.NotFound("comment/" + id, "no such comment").future();
    };
  }

  /** Which post it was on is known only now, so the post has to be loaded again. */
  private Future<Void> gone(long caller, long post) {
    return reads
        .tell(List.of(reads.wrote(caller), reads.deleted(post)))
        .compose(_ -> counts.changed(LiveCounts.NOTHING_KNOWN, Map.of(post, ONE_LESS)))
        .mapEmpty();
  }
}
