package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.l2tp.Avp;
import org.lacserver.tests.peer.l2tp.AvpWriter;

import java.util.List;
import java.util.TreeMap;

/** The calls of one tunnel at the LNS (RFC 2661 §7.4.2, §7.5.2). */
final class LnsSessions {
    private static final int OCRQ = 7;
    private static final int ICRP = 11;
    private static final int CDN = 14;

    private final Lns lns;
    private final LnsTunnel tunnel;
    private final TreeMap<Integer, LnsCall> calls = new TreeMap<>();
    private int lastId;

    LnsSessions(Lns lns, LnsTunnel tunnel) {
        this.lns = lns;
        this.tunnel = tunnel;
    }

    List<LnsCall> all() {
        return List.copyOf(calls.values());
    }

    @Nullable LnsCall byId(int localSessionId) {
        return calls.get(localSessionId);
    }

    private int freshId() {
        do {
            lastId = lastId % 65535 + 1;
        } while (calls.containsKey(lastId));
        return lastId;
    }

    private static byte[] octets(int id) {
        return new byte[] {(byte) (id >> 8), (byte) id};
    }

    /** §7.5.2: local open, in a tunnel that is open. */
    LnsCall dial(long now, OutgoingCall order) {
        LnsCall call = new LnsCall(lns, tunnel, freshId(), order);
        calls.put(call.localSessionId(), call);
        lns.opened(call);
        AvpWriter ocrq = new AvpWriter(OCRQ);
        tunnel.hide(ocrq);
        ocrq.hidden(true, Avp.ASSIGNED_SESSION_ID, octets(call.localSessionId()))
                .u32(true, Avp.CALL_SERIAL_NUMBER, lns.nextSerial())
                .u32(true, Avp.MINIMUM_BPS, (int) order.minimumBps())
                .u32(true, Avp.MAXIMUM_BPS, (int) order.maximumBps())
                .u32(true, Avp.BEARER_TYPE, order.bearer())
                .u32(true, Avp.FRAMING_TYPE, order.framing())
                .text(true, Avp.CALLED_NUMBER, order.number());
        String subAddress = order.subAddress();
        if (subAddress != null) {
            ocrq.text(true, Avp.SUB_ADDRESS, subAddress);
        }
        tunnel.channel().send(now, 0, ocrq.take());
        return call;
    }

    void onIcrq(long now, List<Avp> avps, int peerSessionId) {
        int localId = freshId();
        switch (lns.script()) {
            case Script.RefuseCalls(int result, int error, String text) ->
                    sendCdn(now, localId, peerSessionId, result, error, text);
            case Script.ForgetCalls _ -> {}
            case Script.Honest _, Script.Silent _, Script.RefuseTunnels _ -> {
                LnsCall call = new LnsCall(lns, tunnel, localId, peerSessionId, avps);
                calls.put(localId, call);
                lns.opened(call);
                AvpWriter reply = new AvpWriter(ICRP);
                tunnel.hide(reply);
                reply.hidden(true, Avp.ASSIGNED_SESSION_ID, octets(localId));
                tunnel.channel().send(now, peerSessionId, reply.take());
            }
        }
    }

    void onOcrp(long now, int sessionId, List<Avp> avps) {
        LnsCall call = calls.get(sessionId);
        if (call != null) {
            call.onOcrp(now, avps);
            lns.changed(call);
        }
    }

    /** ICCN or OCCN. */
    void onConnected(long now, boolean incoming, int sessionId, List<Avp> avps) {
        LnsCall call = calls.get(sessionId);
        if (call != null) {
            call.onConnected(now, incoming, avps);
            lns.changed(call);
        }
    }

    void onCdn(int sessionId, List<Avp> avps) {
        LnsCall call = calls.get(sessionId);
        Avp assigned = Avp.find(avps, Avp.ASSIGNED_SESSION_ID);
        if (call == null && assigned != null) {
            // §4.4.4: the LAC may not know our id yet
            for (LnsCall candidate : calls.values()) {
                if (candidate.peerSessionId() == assigned.u16()) {
                    call = candidate;
                }
            }
        }
        if (call != null) {
            calls.remove(call.localSessionId());
            call.ended("CDN " + LnsTunnel.resultText(avps), avps);
        }
    }

    void clear(long now, LnsCall call, int result, int error, String text) {
        if (calls.remove(call.localSessionId(), call)) {
            sendCdn(now, call.localSessionId(), call.peerSessionId(), result, error, text);
            call.ended("cleared: " + result + "/" + error + " " + text, List.of());
            lns.changed(tunnel);
        }
    }

    private void sendCdn(
            long now, int localSession, int peerSession, int result, int error, String text) {
        AvpWriter message = new AvpWriter(CDN);
        message.result(result, error, text);
        message.u16(true, Avp.ASSIGNED_SESSION_ID, localSession);
        tunnel.channel().send(now, peerSession, message.take());
    }

    /** The tunnel is gone, and every call with it. */
    void end(String why) {
        for (LnsCall call : all()) {
            call.ended("tunnel: " + why, List.of());
        }
        calls.clear();
    }
}
