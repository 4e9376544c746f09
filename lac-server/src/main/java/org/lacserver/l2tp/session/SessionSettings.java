package org.lacserver.l2tp.session;

/**
 * What ICRQ and ICCN tell the LNS of a call.
 *
 * @param callingNumber what AVP 22 says
 * @param calledNumber what AVP 21 says
 * @param defaultDownBps Tx Connect Speed (AVP 24) where the line's rate is not known
 * @param defaultUpBps Rx Connect Speed (AVP 38) where the line's rate is not known
 * @param proxy which of the proxy AVPs go into ICCN
 * @param lineAvps whether circuit id and remote id go into ICRQ (RFC 5515)
 */
public record SessionSettings(
        NumberFormat callingNumber,
        NumberFormat calledNumber,
        long defaultDownBps,
        long defaultUpBps,
        Proxy proxy,
        boolean lineAvps) {

    public static final SessionSettings DEFAULTS =
            new SessionSettings(
                    NumberFormat.CIRCUIT_ID_OR_MAC,
                    NumberFormat.SERVICE_NAME,
                    100_000_000,
                    100_000_000,
                    Proxy.FULL,
                    true);
}
