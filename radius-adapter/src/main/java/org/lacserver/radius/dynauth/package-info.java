/**
 * Dynamic authorization (RFC 5176): Disconnect-Request and CoA-Request from clients that are
 * allowed to send them, verified, read to a value, and answered once however often they come.
 */
@NullMarked
package org.lacserver.radius.dynauth;

import org.jspecify.annotations.NullMarked;
