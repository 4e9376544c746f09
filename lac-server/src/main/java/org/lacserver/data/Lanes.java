package org.lacserver.data;

/**
 * Where a call's frames may also move past this process: the addresses of two {@code struct lane}
 * of {@code lac.h}, 16 octets each in the order of the machine. They are written as long as the
 * call is joined by them.
 *
 * @param up caller to LNS
 * @param down LNS to caller
 */
public record Lanes(long up, long down) {}
