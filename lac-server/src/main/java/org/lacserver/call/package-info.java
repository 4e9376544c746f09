/**
 * Call control: from a caller who waits to a session in a tunnel, candidate by candidate, and back.
 */
@NullMarked
package org.lacserver.call;

import org.jspecify.annotations.NullMarked;
