/**
 * Scriptable peers of the product: a PPPoE subscriber and an L2TP network server.
 *
 * <p>They share no code with the product on purpose: two readings of the same RFC meet on the wire.
 * Neither has a socket, a thread, a clock or randomness of its own.
 */
@NullMarked
package org.lacserver.tests.peer;

import org.jspecify.annotations.NullMarked;
