package warble.post;

import java.util.List;
import warble.runtime.page.Page;
import warble.user.v1.User;

/**
 * A page of those who like a post.
 *
 * @param ids who they are
 * @param users their profiles, in that order; those whose account is gone are left out
 */
record Likers(Page<Long> ids, List<User> users) {

  Likers {
    users = List.copyOf(users);
  }
}
