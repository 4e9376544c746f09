package org.lacserver.pppoe;

import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.ppp.LcpText;
import org.lacserver.pppoe.ppp.PppOutbox;
import org.lacserver.pppoe.ppp.PppSettings;

/** Frames to the caller of a session, with the addresses and VLAN tags that it began with. */
final class SessionFrames {
    private final PortBook ports;
    private final FrameWriter writer;
    private final Tally tally;

    SessionFrames(PortBook ports, FrameWriter writer, Tally tally) {
        this.ports = ports;
        this.writer = writer;
        this.tally = tally;
    }

    /** Where the session's PPP packets go. */
    PppOutbox ppp(PppoeSession session, FrontendOutbox out) {
        return (protocol, code, identifier, data) -> {
            begin(session, PppoeCode.SESSION)
                    .pppoe(PppoeCode.SESSION_DATA, session.sessionId)
                    .ppp(protocol, code, identifier, data);
            if (writer.isTooLong()) {
                tally.add(Count.FRAME_TOO_LONG_TO_SEND);
            } else {
                out.frame(session.accessPort, writer.end());
            }
        };
    }

    /** An LCP Terminate-Request of a call that was handed over, with the reason as its Data. */
    void terminate(PppoeSession session, String text, FrontendOutbox out) {
        byte[] data = LcpText.reason(text);
        ppp(session, out)
                .packet(PppSettings.LCP, LcpText.TERMINATE_REQUEST, session.sessionId & 0xff, data);
    }

    /** RFC 2516 §5.5, with the reason in a Generic-Error tag. */
    void padt(PppoeSession session, String text, FrontendOutbox out) {
        begin(session, PppoeCode.DISCOVERY).pppoe(PppoeCode.PADT, session.sessionId);
        padt(session.accessPort, text, out);
    }

    /** Ends a session that an AC gave us. */
    void padt(DialledSession session, String text, FrontendOutbox out) {
        writer.begin(
                        session.mac(),
                        ports.mac(session.accessPort()),
                        session.outerTag(),
                        session.innerTag(),
                        PppoeCode.DISCOVERY)
                .pppoe(PppoeCode.PADT, session.sessionId());
        padt(session.accessPort(), text, out);
    }

    private void padt(int accessPort, String text, FrontendOutbox out) {
        if (!text.isEmpty()) {
            writer.tag(PppoeCode.GENERIC_ERROR, text);
        }
        tally.add(Count.PADT_SENT);
        out.frame(accessPort, writer.end());
    }

    private FrameWriter begin(PppoeSession session, int etherType) {
        long ownMac = ports.mac(session.accessPort);
        return writer.begin(session.mac, ownMac, session.outerTag, session.innerTag, etherType);
    }
}
