/** The program: its commands, the list of domains, how they are deployed and drained. */
@NullMarked
package warble.launcher;

import org.jspecify.annotations.NullMarked;
