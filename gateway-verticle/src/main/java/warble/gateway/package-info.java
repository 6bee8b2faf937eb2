/** The edge: HTTP and JSON outside, gRPC contracts inside, by the rules of a protoset. */
@NullMarked
package warble.gateway;

import org.jspecify.annotations.NullMarked;
