/**
 * The core as one object: datagrams, commands and deadlines in; datagrams and events out. One
 * thread calls it; it has no clock, socket or lock of its own.
 */
@NullMarked
package org.lacserver.engine;

import org.jspecify.annotations.NullMarked;
