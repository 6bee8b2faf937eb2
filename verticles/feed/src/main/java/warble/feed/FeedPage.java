package warble.feed;

import warble.feed.v1.FeedItem;
import warble.runtime.page.Page;

/**
 * A page of a home timeline.
 *
 * @param items newest first
 * @param authorsMissing whether the authors could not be read: the items hold their ids only
 */
record FeedPage(Page<FeedItem> items, boolean authorsMissing) {}
