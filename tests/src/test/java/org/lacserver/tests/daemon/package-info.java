/**
 * The daemon as it is shipped, on real interfaces and sockets in network namespaces of its own; the
 * test peers are around it.
 */
@NullMarked
package org.lacserver.tests.daemon;

import org.jspecify.annotations.NullMarked;
