/**
 * The reliable delivery of control messages (RFC 2661 §5.8, Appendix A): sequence numbers, window,
 * slow start, retransmission, acknowledgement. Messages are opaque here.
 */
package org.lacserver.l2tp.transport;
