/** Tests of the edge. */
@NullMarked
package warble.gateway;

import org.jspecify.annotations.NullMarked;
