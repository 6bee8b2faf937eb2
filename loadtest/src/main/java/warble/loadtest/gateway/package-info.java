/** The gateway beside other ways from HTTP and JSON to gRPC, in requests per CPU-second. */
@NullMarked
package warble.loadtest.gateway;

import org.jspecify.annotations.NullMarked;
