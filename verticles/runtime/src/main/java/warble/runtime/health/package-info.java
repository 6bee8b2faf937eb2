/** What the probes of a pod ask. */
@NullMarked
package warble.runtime.health;

import org.jspecify.annotations.NullMarked;
