package warble.post;

import static java.util.stream.Collectors.toMap;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the cache answered.
 *
 * @param entries by post
 * @param liked whether the viewer likes a post, where that is known
 */
record CachedPosts(Map<Long, CacheEntry> entries, Map<Long, Boolean> liked) {

  /** When the cache is away. */
  static CachedPosts nothingOf(List<Long> ids) {
    return new CachedPosts(
        ids.stream().distinct().collect(toMap(id -> id, _ -> new CacheEntry.Missing())), Map.of());
  }

  List<Post> present() {
    return entries.values().stream()
        .filter(CacheEntry.Present.class::isInstance)
        .map(entry -> ((CacheEntry.Present) entry).post())
        .toList();
  }

  List<Long> missing() {
    return entries.entrySet().stream()
        .filter(entry -> entry.getValue() instanceof CacheEntry.Missing)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Those posts that may be there and of which it is not known whether the viewer likes them. */
  List<Long> likedUnknown() {
    return entries.entrySet().stream()
        .filter(entry -> !(entry.getValue() instanceof CacheEntry.Deleted))
        .map(Map.Entry::getKey)
        .filter(id -> !liked.containsKey(id))
        .toList();
  }

  /** The posts as the viewer sees them, if nothing is missing, in the order of {@code ids}. */
  Optional<List<Post>> all(long viewer, List<Long> ids) {
    List<Post> posts = new ArrayList<>(ids.size());
    for (long id : ids) {
      Boolean like = viewer == 0 ? Boolean.FALSE : liked.get(id);
      switch (entries.get(id)) {
        case CacheEntry.Present(var post) when like != null -> posts.add(post.likedByViewer(like));
        case CacheEntry.Deleted _ -> {}
        case null, default -> {
          return Optional.empty();
        }
      }
    }
    return Optional.of(posts);
  }
}
