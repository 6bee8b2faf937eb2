/** Tests of the post domain. */
@NullMarked
package warble.post;

import org.jspecify.annotations.NullMarked;
