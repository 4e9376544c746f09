/**
 * The shell around the core: UDP sockets towards the LNSs, the engine's thread with its bounded
 * queues, and the one clock that is read.
 */
@NullMarked
package org.lacserver.io;

import org.jspecify.annotations.NullMarked;
