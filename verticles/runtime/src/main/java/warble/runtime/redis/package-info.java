/** One owned connection to Redis that comes back by itself. */
@NullMarked
package warble.runtime.redis;

import org.jspecify.annotations.NullMarked;
