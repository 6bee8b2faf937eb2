/** Tests of the follow domain. */
@NullMarked
package warble.follow;

import org.jspecify.annotations.NullMarked;
