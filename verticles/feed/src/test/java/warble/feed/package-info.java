/** Tests of the feed against a model of it. */
@NullMarked
package warble.feed;

import org.jspecify.annotations.NullMarked;
