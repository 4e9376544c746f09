/**
 * Raw Ethernet: the interfaces that subscribers are behind, opened through {@code
 * java.lang.foreign} without any native code of our own. {@link org.lacserver.pppoe.ethernet.Posix}
 * holds the system calls, {@link org.lacserver.pppoe.ethernet.AccessPort} one interface.
 */
@NullMarked
package org.lacserver.pppoe.ethernet;

import org.jspecify.annotations.NullMarked;
