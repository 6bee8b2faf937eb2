/**
 * The laptop's backing services, each a {@link warble.devstack.Component}, started as one program.
 */
@NullMarked
package warble.devstack;

import org.jspecify.annotations.NullMarked;
