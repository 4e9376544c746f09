/**
 * Access-Request to tunnel sets (RFC 2865, RFC 2868). {@link
 * org.lacserver.radius.lookup.RadiusLookup} is the way in.
 */
@NullMarked
package org.lacserver.radius.lookup;

import org.jspecify.annotations.NullMarked;
