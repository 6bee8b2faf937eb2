package warble.post;

import static java.util.function.Function.identity;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import warble.runtime.page.Page;
import warble.runtime.page.PageRequest;
import warble.runtime.postgres.ReadServers;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.FailureException;

/** The rules of posts. */
final class Posts {

  private final PostRepository primary;
  private final ReadYourWrites reads;
  private final PostCache cache;
  private final PostLoader loader;
  private final LikedCache likedCache;

  Posts(ReadYourWrites reads, PostCache cache, PostLoader loader, LikedCache likedCache) {
    this.primary = new PostRepository(reads.servers().primaryOnly());
    this.reads = reads;
    this.cache = cache;
    this.loader = loader;
    this.likedCache = likedCache;
  }

  // --- writing
  // ------------------------------------------------------------------------------------

  Future<Post> create(long author, PostText text) {
    return primary
        .insert(author, text)
        .map(id -> Post.written(id, author, text))
        .compose(this::remember);
  }

  /** It goes into the cache, unless the answer took so long that a deletion may be forgotten. */
  private Future<Post> remember(Post written) {
    List<Request> changes =
        reads.isYoung(written.id())
            ? List.of(reads.wrote(written.author()), cache.write(written))
            : List.of(reads.wrote(written.author()));
    return reads.tell(changes).map(written);
  }

  /**
   * Creates a post unless the author has used the key before; then the answer is that of the first
   * time, whatever has become of the post since. All who bring the same key at the same time get
   * the same answer.
   */
  Future<Post> createOnce(long author, PostText text, IdempotencyKey key) {
    return primary
        .insertOnce(author, text, key)
        .compose(id ->
            id.map(made -> remember(Post.written(made, author, text)))
                .orElseGet(() -> repeated(author, text, key)));
  }

  private Future<Post> repeated(long author, PostText text, IdempotencyKey key) {
    return primary
        .claim(author, text, key)
        .compose(claim ->
            claim
                .map(first -> answerOf(first, author, text))
                .orElseGet(() -> createOnce(author, text, key)));
  }

  private static Future<Post> answerOf(PostRepository.Claim claim, long author, PostText text) {
    return claim.sameRequest()
        ? Future.succeededFuture(Post.written(claim.post(), author, text))
        : new Failure.FailedPrecondition(
                "IDEMPOTENCY_KEY_REUSED", "this idempotency key was used for another request")
            .future();
  }

  Future<Void> delete(long caller, long id) {
    return primary.delete(id, caller).compose(deletion -> told(deletion, caller, id));
  }

  private Future<Void> told(Deletion deletion, long caller, long id) {
    return switch (deletion) {
      case Deletion.Done(var post) ->
          reads.tell(List.of(reads.wrote(caller), reads.deleted(post), cache.bury(post)));
      case Deletion.NotAllowed _ ->
          new Failure.PermissionDenied("NOT_THE_AUTHOR", "only its author may delete a post")
              .future();
      case Deletion.Unknown _ -> Future.failedFuture(unknown(id));
    };
  }

  // --- reading
  // ------------------------------------------------------------------------------------

  Future<Post> get(long viewer, long id) {
    return find(viewer, List.of(id))
        .map(found -> found.stream().findFirst().orElseThrow(() -> unknown(id)));
  }

  /** Those of these posts that exist, in the order of {@code ids}. */
  Future<List<Post>> find(long viewer, List<Long> ids) {
    return ids.isEmpty() ? Future.succeededFuture(List.of()) : findSome(viewer, ids);
  }

  private Future<List<Post>> findSome(long viewer, List<Long> ids) {
    return cache
        .read(viewer, ids)
        .otherwise(CachedPosts.nothingOf(ids))
        .compose(cached ->
            cached
                .all(viewer, ids)
                .map(Future::succeededFuture)
                .orElseGet(() -> completed(viewer, ids, cached)));
  }

  private Future<List<Post>> completed(long viewer, List<Long> ids, CachedPosts cached) {
    Future<List<Post>> loaded = loaded(cached);
    Future<Map<Long, Boolean>> liked = liked(viewer, cached);
    return Future.all(loaded, liked)
        .map(_ -> seen(loaded.result(), liked.result()))
        .map(found -> inOrder(ids, found));
  }

  private Future<List<Post>> loaded(CachedPosts cached) {
    List<Post> present = cached.present();
    List<Long> missing = cached.missing();
    return missing.isEmpty()
        ? Future.succeededFuture(present)
        : loader
            .load(missing)
            .map(more -> Stream.concat(present.stream(), more.values().stream()).toList());
  }

  private Future<Map<Long, Boolean>> liked(long viewer, CachedPosts cached) {
    List<Long> unknown = viewer == 0 ? List.of() : cached.likedUnknown();
    return unknown.isEmpty()
        ? Future.succeededFuture(cached.liked())
        : reads
            .readToKeep(viewer, server -> new LikeRepository(server).likedBy(viewer, unknown))
            .onSuccess(liked -> likedCache.fill(viewer, unknown, liked))
            .recover(failure -> ifAway(failure, viewer, unknown))
            .map(liked -> merged(cached.liked(), liked));
  }

  /** What the replica has, to be shown this once. */
  private Future<Set<Long>> ifAway(Throwable failure, long viewer, List<Long> posts) {
    return ReadServers.isAway(failure)
        ? reads.servers().replica(server -> new LikeRepository(server).likedBy(viewer, posts))
        : Future.failedFuture(failure);
  }

  private static Map<Long, Boolean> merged(Map<Long, Boolean> known, Iterable<Long> liked) {
    Map<Long, Boolean> all = new HashMap<>(known);
    liked.forEach(post -> all.put(post, true));
    return all;
  }

  private static List<Post> seen(List<Post> posts, Map<Long, Boolean> liked) {
    return posts.stream()
        .map(post -> post.likedByViewer(liked.getOrDefault(post.id(), false)))
        .toList();
  }

  private static List<Post> inOrder(List<Long> ids, List<Post> found) {
    Map<Long, Post> byId = found.stream().collect(Collectors.toMap(Post::id, identity()));
    return ids.stream().map(byId::get).filter(Objects::nonNull).toList();
  }

  /** An author's posts, newest first. */
  Future<PostPage> byAuthor(long viewer, long author, PageRequest page) {
    return reads
        .readOfAuthor(viewer, author, server -> new PostRepository(server).byAuthor(author, page))
        .map(read -> Page.of(read, page))
        .compose(ids -> withPosts(viewer, ids));
  }

  private Future<PostPage> withPosts(long viewer, Page<Long> ids) {
    return find(viewer, ids.items()).map(posts -> new PostPage(ids, posts));
  }

  /**
   * The posts of many authors, merged. From the primary: a timeline is rebuilt from the answer
   * while new posts are fanned out to it, and a post that the replica does not have yet would be in
   * neither. Without the primary no new post is written either.
   */
  Future<List<PostRef>> byAuthors(List<Long> authors, PageRequest page) {
    return reads.servers().primary(server -> new PostRepository(server).byAuthors(authors, page));
  }

  /** What a call fails with that names a post that does not exist. */
  static FailureException unknown(long id) {
    return new Failure.NotFound("post/" + id, "no such post").exception();
  }
}
