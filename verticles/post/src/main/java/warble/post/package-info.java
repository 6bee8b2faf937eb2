/** The post domain: posts, comments and likes. */
@NullMarked
package warble.post;

import org.jspecify.annotations.NullMarked;
