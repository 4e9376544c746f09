package org.lacserver.pppoe.ppp;

import java.util.List;

/**
 * What the links of one frontend have in common.
 *
 * @param mru the Maximum-Receive-Unit asked for and the largest one granted
 * @param authentication the protocols to ask for, best first; empty: the line alone tells who calls
 * @param name our name in a CHAP Challenge
 * @param restartNanos the Restart timer, and how often a Challenge or EAP Request is repeated
 * @param maxConfigure RFC 1661 §4.6; also how often a Challenge is sent
 * @param maxTerminate RFC 1661 §4.6
 * @param maxFailure Configure-Naks before they become Configure-Rejects
 * @param answerNanos how long the caller may take for the answer
 */
public record PppSettings(
        int mru,
        List<AuthProtocol> authentication,
        String name,
        long restartNanos,
        int maxConfigure,
        int maxTerminate,
        int maxFailure,
        long answerNanos) {

    /** LCP's own protocol number. */
    public static final int LCP = 0xc021;

    public PppSettings {
        authentication = List.copyOf(authentication);
    }

    /** For a link with another largest MRU. */
    public PppSettings withMru(int other) {
        return other == mru
                ? this
                : new PppSettings(
                        other,
                        authentication,
                        name,
                        restartNanos,
                        maxConfigure,
                        maxTerminate,
                        maxFailure,
                        answerNanos);
    }
}
