/** Pools over a primary and its replica, and migrations. */
@NullMarked
package warble.runtime.postgres;

import org.jspecify.annotations.NullMarked;
