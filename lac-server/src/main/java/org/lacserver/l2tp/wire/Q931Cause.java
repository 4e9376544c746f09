package org.lacserver.l2tp.wire;

/** AVP 12, the unmodified cause of an ISDN disconnect (RFC 2661 §4.4.4). */
public record Q931Cause(int code, int message, String text) {}
