/** The user domain against its contract, with a real Postgres and a real Redis. */
@NullMarked
package warble.user;

import org.jspecify.annotations.NullMarked;
