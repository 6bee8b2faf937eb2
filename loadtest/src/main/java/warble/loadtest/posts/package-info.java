/** Benchmarks of the post domain against real stores. */
@NullMarked
package warble.loadtest.posts;

import org.jspecify.annotations.NullMarked;
