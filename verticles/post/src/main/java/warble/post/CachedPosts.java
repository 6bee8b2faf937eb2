package warble.post;

import static java.util.stream.Collectors.toMap;

import java.util.List;
import java.util.Map;

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
}
