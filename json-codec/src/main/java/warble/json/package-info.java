/** JSON to protobuf and back, streaming, by tables compiled from descriptors. */
@NullMarked
package warble.json;

import org.jspecify.annotations.NullMarked;
