package org.lacserver.pppoe.admission;

/**
 * MAC addresses that begin alike.
 *
 * @param value in the low 48 bits
 * @param mask the bits that count
 */
public record MacPattern(long value, long mask) {
    public boolean matches(long mac) {
        return ((mac ^ value) & mask) == 0;
    }
}
