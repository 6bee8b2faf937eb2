package warble.gateway;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the gateway answers by itself at a path. It is made when somebody first asks for it. */
final class Page {

  private final String type;
  private final Supplier<Buffer> source;
  private volatile @Nullable Buffer content;

  /**
   * A page.
   *
   * @param type its media type
   * @param source makes the content, and may block
   */
  Page(String type, Supplier<Buffer> source) {
    this.type = type;
    this.source = source;
  }

  /** A page that need not be made. */
  static Page of(String type, String content) {
    Page page = new Page(type, Buffer::buffer);
    page.content = Buffer.buffer(content);
    return page;
  }

  String type() {
    return type;
  }

  Future<Buffer> content(Vertx vertx) {
    Buffer known = content;
    return known == null ? vertx.executeBlocking(this::make) : Future.succeededFuture(known);
  }

  private synchronized Buffer make() {
    Buffer known = content;
    if (known == null) {
      known = source.get();
      content = known;
    }
    return known;
  }
}
