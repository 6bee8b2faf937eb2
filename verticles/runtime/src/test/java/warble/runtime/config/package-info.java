/** What is accepted and what is refused as configuration. */
@NullMarked
package warble.runtime.config;

import org.jspecify.annotations.NullMarked;
