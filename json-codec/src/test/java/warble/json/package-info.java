/** Tests of the codec. */
@NullMarked
package warble.json;

import org.jspecify.annotations.NullMarked;
