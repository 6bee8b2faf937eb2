/** Metrics. */
@NullMarked
package warble.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
