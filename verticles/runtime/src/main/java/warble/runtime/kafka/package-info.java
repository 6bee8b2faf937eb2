/** At-least-once consumption of a topic. */
@NullMarked
package warble.runtime.kafka;

import org.jspecify.annotations.NullMarked;
