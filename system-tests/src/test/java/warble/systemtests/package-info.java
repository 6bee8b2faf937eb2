/** Rules about the whole of the code, and tests of the whole system as its users meet it. */
@NullMarked
package warble.systemtests;

import org.jspecify.annotations.NullMarked;
