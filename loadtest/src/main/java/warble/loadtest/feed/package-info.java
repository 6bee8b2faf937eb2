/** Benchmarks of the feed domain against real Redis and Kafka. */
@NullMarked
package warble.loadtest.feed;

import org.jspecify.annotations.NullMarked;
