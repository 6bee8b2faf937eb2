package warble.post;

import io.vertx.core.Future;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.rpc.Failure;

/** The rules of comments. */
final class Comments {

  private final CommentRepository primary;
  private final ReadYourWrites reads;

  Comments(ReadYourWrites reads) {
    this.primary = new CommentRepository(reads.primary());
    this.reads = reads;
  }

  Future<Comment> create(long author, long post, PostText text) {
    return primary
        .insert(post, author, text)
        .map(id -> id.orElseThrow(() -> Posts.unknown(post)))
        .map(id -> new Comment(id, post, author, text.content()))
        .compose(this::remember);
  }

  private Future<Comment> remember(Comment written) {
    return reads.wrote(written.author()).map(written);
  }

  Future<Page<Comment>> byPost(long viewer, long post, PageRequest page) {
    return reads
        .sourceOf(viewer, post)
        .map(CommentRepository::new)
        .compose(source -> source.byPost(post, page))
        .map(read -> read.orElseThrow(() -> Posts.unknown(post)))
        .map(read -> Page.of(read, page));
  }

  Future<Void> delete(long caller, long id) {
    return primary.delete(id, caller).compose(deletion -> told(deletion, caller, id));
  }

  private Future<Void> told(Deletion deletion, long caller, long id) {
    return switch (deletion) {
      case Deletion.Done(var post) -> reads.deleted(caller, post);
      case Deletion.NotAllowed _ ->
          new Failure.PermissionDenied(
                  "NOT_THE_AUTHOR", "only the author of the comment or of its post may delete it")
              .future();
      case Deletion.Unknown _ -> new Failure.NotFound("comment/" + id, "no such comment").future();
    };
  }
}
