package warble.post;

import java.util.List;
import warble.runtime.page.Page;

/**
 * A page of posts.
 *
 * @param ids which posts the list has
 * @param posts those of them that are still there, in that order
 */
record PostPage(Page<Long> ids, List<Post> posts) {

  PostPage {
    posts = List.copyOf(posts);
  }
}
