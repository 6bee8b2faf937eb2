/** The follow domain: who follows whom. */
@NullMarked
package warble.follow;

import org.jspecify.annotations.NullMarked;
