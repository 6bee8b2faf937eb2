/** Tests of the fixtures. */
@NullMarked
package warble.testkit;

import org.jspecify.annotations.NullMarked;
