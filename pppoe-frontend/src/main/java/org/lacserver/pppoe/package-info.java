/**
 * The access side: PPPoE callers in, named calls out. {@link Frontend} is a state machine without
 * socket, thread or clock; frames and orders go in, frames and events come out.
 */
@NullMarked
package org.lacserver.pppoe;

import org.jspecify.annotations.NullMarked;
