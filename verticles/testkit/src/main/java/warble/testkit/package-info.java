/** JUnit extensions and fixtures over the devstack, for tests only. */
@NullMarked
package warble.testkit;

import org.jspecify.annotations.NullMarked;
