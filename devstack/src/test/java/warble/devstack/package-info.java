/** Tests of the devstack as whoever starts it sees it: as a process. */
@NullMarked
package warble.devstack;

import org.jspecify.annotations.NullMarked;
