/** Benchmarks of the follow domain against a real database. */
@NullMarked
package warble.loadtest.graph;

import org.jspecify.annotations.NullMarked;
