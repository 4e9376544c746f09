package org.lacserver.port;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * What a code of an LNS's means to us, where it shall mean something else than usual. A value that
 * is null stays as it is in the usual row.
 *
 * @param message what carries the code
 * @param result the Result Code; of {@link Message#PPP} the Disconnect Code; {@link #ANY} for every
 * @param error the Error Code; of {@link Message#PPP} the direction, 0 to 2; {@link #ANY} for every
 * @param next whether a call in set-up goes on to the next candidate
 * @param lock what is left alone for a while
 * @param lockFor for how long; null for the lockout time of the LNS's profile
 * @param alarm whether somebody is to be told
 * @param cause how a call ends that was established
 * @param text what the caller is told when this ended his call
 */
public record CodeRule(
        Message message,
        int result,
        int error,
        @Nullable Boolean next,
        @Nullable Lock lock,
        @Nullable Duration lockFor,
        @Nullable Boolean alarm,
        @Nullable EndCause cause,
        @Nullable String text) {
    /** Every code. */
    public static final int ANY = -1;

    /** What carries codes. */
    public enum Message {
        STOPCCN,
        CDN,
        /** PPP Disconnect Cause Code in a CDN (RFC 3145); only {@code cause} and {@code text}. */
        PPP
    }

    /** What is left alone for a while. */
    public enum Lock {
        NOTHING,
        /** Calls that would use the very same tunnel. */
        TUNNEL,
        /** The LNS's address. */
        LNS
    }
}
