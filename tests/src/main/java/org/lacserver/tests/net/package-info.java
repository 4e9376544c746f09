/** The test peers on real interfaces: network namespaces, raw Ethernet, UDP, one thread. */
@NullMarked
package org.lacserver.tests.net;

import org.jspecify.annotations.NullMarked;
