package warble.feed;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is true: who follows whom, and which posts exist. {@link #home} is the oracle of the feed.
 *
 * <p>Thread-safe, for the fakes of the domains answer from it on event loops.
 */
final class World {

  /** An author enters pull mode with this many followers, and leaves it with fewer than half. */
  private final int celebrityAt;

  private final Map<Long, NavigableSet<Long>> followees = new HashMap<>();
  private final Map<Long, NavigableSet<Long>> followers = new HashMap<>();
  private final Map<Long, Long> authors = new HashMap<>();
  private final Map<Long, NavigableSet<Long>> posts = new HashMap<>();
  private final Set<Long> celebrities = new HashSet<>();
  private final Set<Long> formerCelebrities = new HashSet<>();
  private long lastId = ThreadLocalRandom.current().nextLong(1L << 50);

  World(int celebrityAt) {
    this.celebrityAt = celebrityAt;
  }

  synchronized long newUser() {
    return ++lastId;
  }

  synchronized long post(long author) {
    authors.put(++lastId, author);
    of(posts, author).add(lastId);
    return lastId;
  }

  /** Who wrote it. */
  synchronized long delete(long post) {
    long author = authorOf(post);
    authors.remove(post);
    of(posts, author).remove(post);
    return author;
  }

  synchronized boolean follow(long follower, long followee) {
    boolean changed =
        of(followees, follower).add(followee) && of(followers, followee).add(follower);
    updateMode(followee);
    return changed;
  }

  synchronized boolean unfollow(long follower, long followee) {
    boolean changed =
        of(followees, follower).remove(followee) && of(followers, followee).remove(follower);
    updateMode(followee);
    return changed;
  }

  private static NavigableSet<Long> of(Map<Long, NavigableSet<Long>> sets, long user) {
    return sets.computeIfAbsent(user, _ -> new TreeSet<>());
  }

  private void updateMode(long user) {
    int count = of(followers, user).size();
    if (count >= celebrityAt) {
      celebrities.add(user);
    } else if (count < celebrityAt / 2 && celebrities.remove(user)) {
      formerCelebrities.add(user);
    }
  }

  /** All posts by those whom the user follows, and by the user, newest first. */
  synchronized List<Long> home(long user) {
    var sources = new HashSet<>(of(followees, user));
    sources.add(user);
    return postsOf(sources, Long.MAX_VALUE).keySet().stream().toList();
  }

  /** Posts of these authors before a post, newest first, with their authors. */
  synchronized Map<Long, Long> postsOf(Collection<Long> of, long before) {
    var found = new TreeMap<Long, Long>(Comparator.reverseOrder());
    for (long author : of) {
      of(posts, author).headSet(before).forEach(post -> found.put(post, author));
    }
    return found;
  }

  /** Who wrote a post; 0 when there is no such post. */
  synchronized long authorOf(long post) {
    return authors.getOrDefault(post, 0L);
  }

  synchronized boolean isCelebrity(long user) {
    return celebrities.contains(user);
  }

  synchronized boolean follows(long follower, long followee) {
    return of(followees, follower).contains(followee);
  }

  synchronized List<Long> followers(long user, long after, int limit) {
    return of(followers, user).tailSet(after, false).stream().limit(limit).toList();
  }

  synchronized List<Long> followees(long user, long after, int limit) {
    return of(followees, user).tailSet(after, false).stream().limit(limit).toList();
  }

  /**
   * Whether an author's posts are merged on read. So are also those of who was a celebrity until a
   * short while ago: what they posted then was not fanned out.
   */
  synchronized boolean isMerged(long author) {
    return celebrities.contains(author) || formerCelebrities.contains(author);
  }
}
