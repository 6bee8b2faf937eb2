/** Home timelines: fan-out on write, merge on read. */
@NullMarked
package warble.feed;

import org.jspecify.annotations.NullMarked;
