/** What a domain is to the program that deploys it. */
@NullMarked
package warble.runtime;

import org.jspecify.annotations.NullMarked;
