package warble.post;

import io.vertx.core.Future;
import warble.post.v1.CreateCommentRequest;
import warble.post.v1.CreateCommentResponse;
import warble.post.v1.CreatePostRequest;
import warble.post.v1.CreatePostResponse;
import warble.post.v1.DeleteCommentRequest;
import warble.post.v1.DeleteCommentResponse;
import warble.post.v1.DeletePostRequest;
import warble.post.v1.DeletePostResponse;
import warble.post.v1.GetPostRequest;
import warble.post.v1.GetPostResponse;
import warble.post.v1.GetPostsRequest;
import warble.post.v1.GetPostsResponse;
import warble.post.v1.LikePostRequest;
import warble.post.v1.LikePostResponse;
import warble.post.v1.ListCommentsRequest;
import warble.post.v1.ListCommentsResponse;
import warble.post.v1.ListLikesRequest;
import warble.post.v1.ListLikesResponse;
import warble.post.v1.ListPostsByAuthorRequest;
import warble.post.v1.ListPostsByAuthorResponse;
import warble.post.v1.ListPostsByAuthorsRequest;
import warble.post.v1.ListPostsByAuthorsResponse;
import warble.post.v1.PostService;
import warble.post.v1.UnlikePostRequest;
import warble.post.v1.UnlikePostResponse;
import warble.runtime.page.PageRequest;
import warble.runtime.page.PageSize;
import warble.runtime.page.PageTokens;
import warble.runtime.rpc.Failure;
import warble.runtime.rpc.Rpc;
import warble.runtime.rpc.RpcContext;

/** The calls of the contract: who calls and what they ask, handed to the rules. */
final class PostRpcs implements PostService {

  private static final int MAX_POSTS = 500;
  private static final int MAX_AUTHORS = 5000;
  private static final int MAX_REFS = 500;

  private final Rpc rpc;
  private final PageTokens tokens;
  private final Posts posts;
  private final Comments comments;
  private final Likes likes;

  PostRpcs(Rpc rpc, PageTokens tokens, Posts posts, Comments comments, Likes likes) {
    this.rpc = rpc;
    this.tokens = tokens;
    this.posts = posts;
    this.comments = comments;
    this.likes = likes;
  }

  @Override
  public Future<CreatePostResponse> createPost(CreatePostRequest request) {
    RpcContext call = rpc.current();
    long author = call.userId();
    PostText text = new PostText(request.getContent());
    String key = call.metadata().get(IdempotencyKey.HEADER);
    Future<Post> created =
        key == null
            ? posts.create(author, text)
            : posts.createOnce(author, text, new IdempotencyKey(key));
    return created.map(PostProtos::created);
  }

  @Override
  public Future<GetPostResponse> getPost(GetPostRequest request) {
    return posts.get(viewer(), request.getPostId()).map(PostProtos::got);
  }

  @Override
  public Future<GetPostsResponse> getPosts(GetPostsRequest request) {
    checkRange("post_ids", request.getPostIdsCount(), MAX_POSTS);
    return posts.find(viewer(), request.getPostIdsList()).map(PostProtos::got);
  }

  @Override
  public Future<ListPostsByAuthorResponse> listPostsByAuthor(ListPostsByAuthorRequest request) {
    String list = "posts/" + request.getUserId();
    PageRequest page =
        page(
            list,
            request.getPageToken(),
            PageSize.of(request.hasPageSize(), request.getPageSize()));
    return posts
        .byAuthor(viewer(), request.getUserId(), page)
        .map(found -> PostProtos.postPage(found, found.ids().nextToken(tokens, list, id -> id)));
  }

  @Override
  public Future<ListPostsByAuthorsResponse> listPostsByAuthors(ListPostsByAuthorsRequest request) {
    checkRange("author_ids", request.getAuthorIdsCount(), MAX_AUTHORS);
    checkRange("limit", request.getLimit(), MAX_REFS);
    return posts.byAuthors(request.getAuthorIdsList(), newestBefore(request)).map(PostProtos::refs);
  }

  private static PageRequest newestBefore(ListPostsByAuthorsRequest request) {
    long before = request.getBeforePostId();
    return new PageRequest(before == 0 ? Long.MAX_VALUE : before, request.getLimit());
  }

  @Override
  public Future<DeletePostResponse> deletePost(DeletePostRequest request) {
    return posts.delete(caller(), request.getPostId()).map(DeletePostResponse.getDefaultInstance());
  }

  @Override
  public Future<CreateCommentResponse> createComment(CreateCommentRequest request) {
    return comments
        .create(caller(), request.getPostId(), new PostText(request.getContent()))
        .map(PostProtos::created);
  }

  @Override
  public Future<ListCommentsResponse> listComments(ListCommentsRequest request) {
    String list = "comments/" + request.getPostId();
    PageRequest page =
        page(
            list,
            request.getPageToken(),
            PageSize.of(request.hasPageSize(), request.getPageSize()));
    return comments
        .byPost(viewer(), request.getPostId(), page)
        .map(found -> PostProtos.commentPage(found, found.nextToken(tokens, list, Comment::id)));
  }

  @Override
  public Future<DeleteCommentResponse> deleteComment(DeleteCommentRequest request) {
    return comments
        .delete(caller(), request.getCommentId())
        .map(DeleteCommentResponse.getDefaultInstance());
  }

  @Override
  public Future<LikePostResponse> likePost(LikePostRequest request) {
    return likes
        .like(caller(), request.getPostId())
        .map(count -> LikePostResponse.newBuilder().setLikesCount(count).build());
  }

  @Override
  public Future<UnlikePostResponse> unlikePost(UnlikePostRequest request) {
    return likes
        .unlike(caller(), request.getPostId())
        .map(count -> UnlikePostResponse.newBuilder().setLikesCount(count).build());
  }

  @Override
  public Future<ListLikesResponse> listLikes(ListLikesRequest request) {
    String list = "likes/" + request.getPostId();
    PageRequest page =
        page(
            list,
            request.getPageToken(),
            PageSize.of(request.hasPageSize(), request.getPageSize()));
    return likes
        .byPost(viewer(), request.getPostId(), page)
        .map(found -> PostProtos.likePage(found, found.ids().nextToken(tokens, list, id -> id)));
  }

  private PageRequest page(String list, String token, int size) {
    return new PageRequest(tokens.open(list, token), size);
  }

  private long caller() {
    return rpc.current().userId();
  }

  private long viewer() {
    return rpc.current().viewerId();
  }

  private static void checkRange(String field, int value, int max) {
    if (value < 1 || value > max) {
      throw Failure.invalid(field, value + " (expected: 1.." + max + ")").exception();
    }
  }
}
