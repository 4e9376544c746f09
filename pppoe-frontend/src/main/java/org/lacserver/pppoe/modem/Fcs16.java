package org.lacserver.pppoe.modem;

/** The 16-bit FCS of RFC 1662 §C.2, octet by octet. */
final class Fcs16 {
    static final int INIT = 0xffff;

    /** What a frame with its FCS adds up to. */
    static final int GOOD = 0xf0b8;

    private static final int POLYNOMIAL = 0x8408; // x^16 + x^12 + x^5 + 1, least significant first
    private static final int[] TABLE = table();

    private Fcs16() {}

    static int add(int fcs, int octet) {
        return fcs >>> 8 ^ TABLE[(fcs ^ octet) & 0xff];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int octet = 0; octet < table.length; octet++) {
            int value = octet;
            for (int bit = 0; bit < 8; bit++) {
                value = (value & 1) == 0 ? value >>> 1 : value >>> 1 ^ POLYNOMIAL;
            }
            table[octet] = value;
        }
        return table;
    }
}
