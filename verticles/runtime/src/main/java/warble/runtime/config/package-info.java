/** Strict, typed configuration from YAML, environment and command line. */
@NullMarked
package warble.runtime.config;

import org.jspecify.annotations.NullMarked;
