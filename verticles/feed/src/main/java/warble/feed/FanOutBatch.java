package warble.feed;

import java.util.List;

/**
 * A part of the fan-out of a post, sent to a {@link FanOutVerticle}.
 *
 * @param event what happened to the post
 * @param keys the timelines that it happens to
 */
record FanOutBatch(PostEvent event, List<String> keys) {

  FanOutBatch {
    keys = List.copyOf(keys);
  }
}
