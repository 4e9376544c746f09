package org.lacserver.radius.vendor;

import java.util.Locale;

/** What a vendor's attribute says of the tunnel; written in lower case with hyphens. */
public enum Meaning {
    /** The name of an LNS group of the configuration. */
    GROUP,
    /** Most calls at a time. */
    LIMIT,
    /** The share among equals. */
    WEIGHT,
    /** As Tunnel-Preference. */
    PREFERENCE,
    /** As Tunnel-Server-Endpoint. */
    SERVER,
    /** As Tunnel-Client-Endpoint. */
    CLIENT,
    /** As Tunnel-Password. */
    PASSWORD,
    /** As Tunnel-Assignment-ID. */
    ASSIGNMENT_ID,
    /** As Tunnel-Client-Auth-ID. */
    HOST_NAME,
    /** As Tunnel-Server-Auth-ID. */
    SERVER_NAME,
    /** As Tunnel-Private-Group-ID. */
    PRIVATE_GROUP,
    /** As Tunnel-Type: {@code l2tp} or 3. */
    TUNNEL_TYPE,
    /** Connect speed LAC to caller, bit/s. */
    TX_SPEED,
    /** Connect speed caller to LAC, bit/s. */
    RX_SPEED,
    /** A setting of the LNS, named beside it. */
    SET,
    /** A setting of the LNS that the value names: {@code hello:30s}. */
    SETTING,
    /** Nothing this box can do: the answer's reader is told. */
    UNSUPPORTED,
    /** Nothing for a tunnel: passed over. */
    IGNORE;

    /** As a dictionary writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
