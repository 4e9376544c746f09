/** What both peers speak inside the call: LCP, PAP, CHAP-MD5, IPCP, and ICMP echo to prove it. */
@NullMarked
package org.lacserver.tests.peer.ppp;

import org.jspecify.annotations.NullMarked;
