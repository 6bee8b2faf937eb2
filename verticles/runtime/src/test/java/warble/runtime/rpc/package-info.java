/** Both transports by the same tests. */
@NullMarked
package warble.runtime.rpc;

import org.jspecify.annotations.NullMarked;
