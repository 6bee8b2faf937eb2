/** Benchmarks. */
@NullMarked
package warble.loadtest;

import org.jspecify.annotations.NullMarked;
