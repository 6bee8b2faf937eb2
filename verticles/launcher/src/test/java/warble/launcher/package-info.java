/** What the program refuses and what it tells. */
@NullMarked
package warble.launcher;

import org.jspecify.annotations.NullMarked;
