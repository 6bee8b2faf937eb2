/** Tests of the runtime against real services; they need the testkit, which needs the runtime. */
@NullMarked
package warble.runtime.kafka;

import org.jspecify.annotations.NullMarked;
