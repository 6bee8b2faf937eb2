/** Keyset paging: page sizes and opaque, authenticated page tokens. */
@NullMarked
package warble.runtime.page;

import org.jspecify.annotations.NullMarked;
