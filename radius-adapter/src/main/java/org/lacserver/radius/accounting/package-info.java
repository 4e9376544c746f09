/**
 * Start, interim and stop records, kept until a server has taken them (RFC 2866, 2867, 2869).
 * {@link org.lacserver.radius.accounting.RadiusAccounting} is the way in.
 */
@NullMarked
package org.lacserver.radius.accounting;

import org.jspecify.annotations.NullMarked;
