package warble.post;

import static java.util.function.Function.identity;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** The rules of posts. */
final class Posts {

  private final PostRepository primary;
  private final ReadYourWrites reads;

  Posts(ReadYourWrites reads) {
    this.primary = new PostRepository(reads.primary());
    this.reads = reads;
  }

  Future<Post> create(long author, PostText text) {
    return primary
        .insert(author, text)
        .map(id -> Post.written(id, author, text))
        .compose(this::remember);
  }

  /**
   * Creates a post unless the author has used the key before; then the answer is that of the first
   * time, whatever has become of the post since. All who bring the same key at the same time get
   * the same answer.
   */
  Future<Post> createOnce(long author, PostText text, IdempotencyKey key) {
    return primary
        .insertOnce(author, text, key)
        .compose(id -> id.map(Future::succeededFuture).orElseGet(() -> repeated(author, text, key)))
        .map(id -> Post.written(id, author, text))
        .compose(this::remember);
  }

  private Future<Long> repeated(long author, PostText text, IdempotencyKey key) {
    return primary
        .claim(author, text, key)
        .compose(claim ->
            claim.sameRequest()
                ? Future.succeededFuture(claim.post())
                : new Failure.FailedPrecondition(
                        "IDEMPOTENCY_KEY_REUSED",
                        "this idempotency key was used for another request")
                    .future());
  }

  private Future<Post> remember(Post written) {
    return reads.wrote(written.author()).map(written);
  }

  Future<Post> get(long viewer, long id) {
    return find(viewer, List.of(id))
        .map(found -> found.stream().findFirst().orElseThrow(() -> unknown(id)));
  }

  /** Those of these posts that exist, in the order of {@code ids}. */
  Future<List<Post>> find(long viewer, List<Long> ids) {
    return reads
        .sourceOf(viewer, ids)
        .map(PostRepository::new)
        .compose(source -> source.find(viewer, ids))
        .compose(found -> withYoung(viewer, ids, found))
        .map(found -> inOrder(ids, found));
  }

  /** Adds the posts that are too young to have reached the replica. */
  private Future<List<Post>> withYoung(long viewer, List<Long> ids, List<Post> found) {
    List<Long> missing = new ArrayList<>(ids);
    missing.removeAll(found.stream().map(Post::id).toList());
    missing.removeIf(id -> !reads.isYoung(id));
    return missing.isEmpty()
        ? Future.succeededFuture(found)
        : primary
            .find(viewer, missing)
            .map(young -> Stream.concat(found.stream(), young.stream()).toList());
  }

  private static List<Post> inOrder(List<Long> ids, List<Post> found) {
    Map<Long, Post> byId = found.stream().collect(Collectors.toMap(Post::id, identity()));
    return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  Future<Page<Post>> byAuthor(long viewer, long author, PageRequest page) {
    return reads
        .sourceOfAuthor(viewer, author)
        .map(PostRepository::new)
        .compose(source -> source.byAuthor(viewer, author, page))
        .map(read -> Page.of(read, page));
  }

  /**
   * The posts of many authors, merged. From the primary: a timeline is rebuilt from the answer
   * while new posts are fanned out to it, and a post that the replica does not have yet would be in
   * neither.
   */
  Future<List<PostRef>> byAuthors(List<Long> authors, PageRequest page) {
    return primary.byAuthors(authors, page);
  }

  Future<Void> delete(long caller, long id) {
    return primary.delete(id, caller).compose(deletion -> told(deletion, caller, id));
  }

  private Future<Void> told(Deletion deletion, long caller, long id) {
    return switch (deletion) {
      case Deletion.Done(var post) -> reads.deleted(caller, post);
      case Deletion.NotAllowed _ ->
          new Failure.PermissionDenied("NOT_THE_AUTHOR", "only its author may delete a post")
              .future();
      case Deletion.Unknown _ -> Future.failedFuture(unknown(id));
    };
  }

  /** What a call fails with that names a post that does not exist. */
  static FailureException unknown(long id) {
    return new Failure.NotFound("post/" + id, "no such post").exception();
  }
}
