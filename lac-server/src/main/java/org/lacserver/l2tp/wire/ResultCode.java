package org.lacserver.l2tp.wire;

/**
 * Why a StopCCN or a CDN was sent (RFC 2661 §4.4.2, AVP 1).
 *
 * @param result the result code; its meaning differs between StopCCN and CDN
 * @param error the general error code, 0 for none
 * @param text for people; may be empty
 */
public record ResultCode(int result, int error, String text) {
    /** Of both: the error code tells more. */
    public static final int GENERAL_ERROR = 2;

    public static final int STOP_CLEARED = 1;
    public static final int STOP_NOT_AUTHORISED = 4;

    /** The error code is the highest version supported. */
    public static final int STOP_VERSION = 5;

    public static final int STOP_SHUTTING_DOWN = 6;
    public static final int STOP_STATE_ERROR = 7;

    /** RFC 3308. */
    public static final int STOP_CONTROL_DS = 8;

    public static final int CDN_CARRIER_LOST = 1;
    public static final int CDN_ADMINISTRATIVE = 3;
    public static final int CDN_NO_FACILITIES_NOW = 4;
    public static final int CDN_NO_FACILITIES = 5;
    public static final int CDN_NOT_IN_TIME = 10;

    /** RFC 3308. */
    public static final int CDN_SESSION_DS = 12;

    public static final int ERROR_LENGTH = 2;
    public static final int ERROR_VALUE = 3;
    public static final int ERROR_RESOURCES = 4;
    public static final int ERROR_SESSION_ID = 5;
    public static final int ERROR_VENDOR = 6;
    public static final int ERROR_TRY_ANOTHER = 7;
    public static final int ERROR_UNKNOWN_AVP = 8;

    public ResultCode(int result) {
        this(result, 0, "");
    }

    public ResultCode(int result, int error) {
        this(result, error, "");
    }
}
