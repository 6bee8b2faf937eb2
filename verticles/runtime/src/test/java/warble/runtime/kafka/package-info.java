/** Tests of consumption that need no Kafka; those that do stand with the feed. */
@NullMarked
package warble.runtime.kafka;

import org.jspecify.annotations.NullMarked;
