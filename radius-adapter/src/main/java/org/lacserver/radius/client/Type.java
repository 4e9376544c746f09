package org.lacserver.radius.client;

/** The attribute numbers this adapter sends or reads (RFC 2865..2869, 3162). */
public final class Type {
    public static final int USER_NAME = 1;
    public static final int USER_PASSWORD = 2;
    public static final int CHAP_PASSWORD = 3;
    public static final int NAS_IP_ADDRESS = 4;
    public static final int NAS_PORT = 5;
    public static final int SERVICE_TYPE = 6;
    public static final int FRAMED_PROTOCOL = 7;
    public static final int REPLY_MESSAGE = 18;
    public static final int STATE = 24;
    public static final int CLASS = 25;
    public static final int VENDOR_SPECIFIC = 26;
    public static final int SESSION_TIMEOUT = 27;
    public static final int IDLE_TIMEOUT = 28;
    public static final int CALLED_STATION_ID = 30;
    public static final int CALLING_STATION_ID = 31;
    public static final int NAS_IDENTIFIER = 32;
    public static final int PROXY_STATE = 33;
    public static final int ACCT_STATUS_TYPE = 40;
    public static final int ACCT_DELAY_TIME = 41;
    public static final int ACCT_INPUT_OCTETS = 42;
    public static final int ACCT_OUTPUT_OCTETS = 43;
    public static final int ACCT_SESSION_ID = 44;
    public static final int ACCT_AUTHENTIC = 45;
    public static final int ACCT_SESSION_TIME = 46;
    public static final int ACCT_INPUT_PACKETS = 47;
    public static final int ACCT_OUTPUT_PACKETS = 48;
    public static final int ACCT_TERMINATE_CAUSE = 49;
    public static final int ACCT_MULTI_SESSION_ID = 50;
    public static final int ACCT_LINK_COUNT = 51;
    public static final int ACCT_INPUT_GIGAWORDS = 52;
    public static final int ACCT_OUTPUT_GIGAWORDS = 53;
    public static final int EVENT_TIMESTAMP = 55;
    public static final int CHAP_CHALLENGE = 60;
    public static final int NAS_PORT_TYPE = 61;
    public static final int TUNNEL_TYPE = 64;
    public static final int TUNNEL_MEDIUM_TYPE = 65;
    public static final int TUNNEL_CLIENT_ENDPOINT = 66;
    public static final int TUNNEL_SERVER_ENDPOINT = 67;
    public static final int ACCT_TUNNEL_CONNECTION = 68;
    public static final int TUNNEL_PASSWORD = 69;
    public static final int CONNECT_INFO = 77;
    public static final int EAP_MESSAGE = 79;
    public static final int MESSAGE_AUTHENTICATOR = 80;
    public static final int TUNNEL_PRIVATE_GROUP_ID = 81;
    public static final int TUNNEL_ASSIGNMENT_ID = 82;
    public static final int TUNNEL_PREFERENCE = 83;
    public static final int ACCT_INTERIM_INTERVAL = 85;
    public static final int ACCT_TUNNEL_PACKETS_LOST = 86;
    public static final int NAS_PORT_ID = 87;
    public static final int TUNNEL_CLIENT_AUTH_ID = 90;
    public static final int TUNNEL_SERVER_AUTH_ID = 91;
    public static final int NAS_IPV6_ADDRESS = 95;

    /** The DSL Forum's enterprise number (RFC 4679). */
    public static final int ADSL_FORUM = 3561;

    public static final int AGENT_CIRCUIT_ID = 1;
    public static final int AGENT_REMOTE_ID = 2;
    public static final int ACTUAL_DATA_RATE_UPSTREAM = 129;
    public static final int ACTUAL_DATA_RATE_DOWNSTREAM = 130;

    /** Access-Loop-Encapsulation, three octets. */
    public static final int ACCESS_LOOP_ENCAPSULATION = 144;

    /** IWF-Session, without a value. */
    public static final int IWF_SESSION = 254;

    /** Microsoft's enterprise number (RFC 2548). */
    public static final int MICROSOFT = 311;

    public static final int MS_CHAP_ERROR = 2;
    public static final int MS_CHAP_CHALLENGE = 11;
    public static final int MS_CHAP2_RESPONSE = 25;
    public static final int MS_CHAP2_SUCCESS = 26;

    private Type() {}
}
