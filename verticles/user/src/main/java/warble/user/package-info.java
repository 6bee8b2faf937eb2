/** Accounts, sessions and profiles. */
@NullMarked
package warble.user;

import org.jspecify.annotations.NullMarked;
