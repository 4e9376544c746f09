/** The test LNS's own reading of RFC 2661: control messages and the reliable channel. */
@NullMarked
package org.lacserver.tests.peer.l2tp;

import org.jspecify.annotations.NullMarked;
