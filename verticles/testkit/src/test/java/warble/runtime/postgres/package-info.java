/** Tests of the runtime against real services; they need the testkit, which needs the runtime. */
@NullMarked
package warble.runtime.postgres;

import org.jspecify.annotations.NullMarked;
