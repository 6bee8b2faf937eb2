/** Calls between domains: one contract, two transports. */
@NullMarked
package warble.runtime.rpc;

import org.jspecify.annotations.NullMarked;
