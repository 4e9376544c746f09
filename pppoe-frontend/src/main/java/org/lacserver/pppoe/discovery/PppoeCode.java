package org.lacserver.pppoe.discovery;

/** Ethertypes, codes and tag types (RFC 2516 §4 and Appendix A). */
public final class PppoeCode {
    public static final int DISCOVERY = 0x8863;
    public static final int SESSION = 0x8864;

    public static final int SESSION_DATA = 0x00;
    public static final int PADO = 0x07;
    public static final int PADI = 0x09;
    public static final int PADR = 0x19;
    public static final int PADS = 0x65;
    public static final int PADT = 0xa7;

    public static final int END_OF_LIST = 0x0000;
    public static final int SERVICE_NAME = 0x0101;
    public static final int AC_NAME = 0x0102;
    public static final int HOST_UNIQ = 0x0103;
    public static final int AC_COOKIE = 0x0104;
    public static final int VENDOR_SPECIFIC = 0x0105;
    public static final int RELAY_SESSION_ID = 0x0110;

    /** RFC 4638 §4. */
    public static final int PPP_MAX_PAYLOAD = 0x0120;

    public static final int SERVICE_NAME_ERROR = 0x0201;
    public static final int AC_SYSTEM_ERROR = 0x0202;
    public static final int GENERIC_ERROR = 0x0203;

    private PppoeCode() {}
}
