package warble.feed;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import warble.runtime.redis.RedisCommands;

/**
 * One stream in Redis, which all processes of the feed write to and read: an entry for each post,
 * however many follow its author, and none for each reader.
 */
final class NewsStream {

  private static final String KEY = "feed:news";
  private static final int AT_ONCE = 1_000;

  private final RedisCommands redis;
  private final int kept;

  /**
   * The stream there.
   *
   * @param kept about how many entries it keeps
   */
  NewsStream(RedisCommands redis, int kept) {
    this.redis = redis;
    this.kept = kept;
  }

  /** Tells every process. */
  Future<Void> tell(News news) {
    return add("kind", news.kind().name(), "user", "" + news.user(), "post", "" + news.post())
        .mapEmpty();
  }

  /** Adds an entry that tells nothing, to begin to read behind. Its id. */
  Future<String> mark() {
    return add("kind", "MARK");
  }

  private Future<String> add(String... fields) {
    var request = Request.cmd(Command.XADD).arg(KEY).arg("MAXLEN").arg("~").arg(kept).arg("*");
    List.of(fields).forEach(request::arg);
    return redis.send(request).map(String::valueOf);
  }

  /**
   * What has been told.
   *
   * @param news oldest first
   * @param last the id of the last entry
   * @param complete whether nothing between the entry before and these was lost or trimmed away
   */
  record Told(List<News> news, String last, boolean complete) {}

  /** Reads behind an entry; waits for so long when there is nothing yet. */
  Future<Told> after(String last, long blockMillis) {
    return redis
        .send(
            Request.cmd(Command.XREAD)
                .arg("BLOCK")
                .arg(blockMillis)
                .arg("COUNT")
                .arg(AT_ONCE)
                .arg("STREAMS")
                .arg(KEY)
                .arg(last))
        .compose(read -> isThere(last).map(complete -> told(read, last, complete)));
  }

  /**
   * As long as an entry is there, so are all that came later. Not in one pipeline with the reading:
   * Redis may answer what comes after a command that has waited only when the next client calls.
   */
  private Future<Boolean> isThere(String id) {
    return redis
        .send(Request.cmd(Command.XRANGE).arg(KEY).arg(id).arg(id))
        .map(found -> found != null && found.size() > 0);
  }

  private static Told told(@Nullable Response read, String last, boolean complete) {
    if (read == null) {
      return new Told(List.of(), last, complete);
    }
    var entries = StreamSupport.stream(read.get(KEY).spliterator(), false).toList();
    var news = entries.stream().map(entry -> entry.get(1)).filter(NewsStream::isNews);
    return new Told(
        news.map(NewsStream::news).toList(), entries.getLast().get(0).toString(), complete);
  }

  private static boolean isNews(Response fields) {
    return fields.size() == 2 * News.class.getRecordComponents().length;
  }

  private static News news(Response fields) {
    return new News(
        News.Kind.valueOf(field(fields, "kind")),
        Long.parseLong(field(fields, "user")),
        Long.parseLong(field(fields, "post")));
  }

  /** Names and values take turns. */
  private static String field(Response fields, String name) {
    int at =
        IntStream.iterate(0, i -> i + 2)
            .filter(i -> fields.get(i).toString().equals(name))
            .findFirst()
            .orElseThrow();
    return fields.get(at + 1).toString();
  }
}
