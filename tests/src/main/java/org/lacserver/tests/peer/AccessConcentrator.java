package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;
import org.lacserver.tests.peer.ppp.PppTerms;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;

/**
 * A remote PPPoE access concentrator (RFC 2516), the answering side: the remote system that a LAC
 * dials when an LNS asks it to. Untagged, 802.1Q and QinQ callers are answered in kind.
 */
public final class AccessConcentrator {
    /** How it treats who calls; to be changed at any time. */
    public enum Manner {
        HONEST,
        SILENT,
        /** PADO, and then no PADS. */
        SILENT_TO_PADR,
        /** PADS without a session, with Service-Name-Error. */
        REFUSES_SERVICE,
        /** PADS without a session, with AC-System-Error. */
        SYSTEM_ERROR
    }

    private static final byte[] COOKIE = {'c', 'o', 'o', 'k', 'i', 'e'};

    private final String name;
    private final long mac;
    private final IntFunction<PppTerms> ends;
    private final List<AcCall> calls = new ArrayList<>();
    private Manner manner = Manner.HONEST;
    private int padis;
    private int padrs;
    private FrameSink sink = frame -> {};

    /**
     * Makes one.
     *
     * @param ends its end of PPP by the number of the call, from 1
     */
    public AccessConcentrator(String name, long mac, IntFunction<PppTerms> ends) {
        this.name = name;
        this.mac = mac;
        this.ends = ends;
    }

    public long mac() {
        return mac;
    }

    public void manner(Manner next) {
        manner = next;
    }

    /** All calls, ended ones too. */
    public List<AcCall> calls() {
        return Collections.unmodifiableList(calls);
    }

    public long liveCalls() {
        return calls.stream().filter(AcCall::lives).count();
    }

    public int padis() {
        return padis;
    }

    public int padrs() {
        return padrs;
    }

    public long nextDeadlineNanos() {
        return calls.stream().mapToLong(AcCall::deadlineNanos).min().orElse(Long.MAX_VALUE);
    }

    /** Does what is due. */
    public void onDeadline(long now, FrameSink out) {
        sink = out;
        calls.forEach(call -> call.onDeadline(now));
    }

    /** Ends a call with a PADT alone. */
    public void padt(AcCall call, FrameSink out) {
        sink = out;
        call.drop();
    }

    /** Ends a call in order: LCP Terminate, then PADT. */
    public void hangUp(long now, AcCall call, FrameSink out) {
        sink = out;
        call.link().terminate(now);
    }

    /** Sends an ICMP echo request of {@code size} octets of IP to the other end. */
    public void ping(long now, AcCall call, int size, FrameSink out) {
        sink = out;
        call.link().ping(now, call.sessionId(), size);
    }

    /** A whole Ethernet frame, tags included; frames for others are ignored. */
    public void onFrame(long now, ByteBuffer whole, FrameSink out) {
        ByteBuffer frame = whole.slice();
        sink = out;
        if (manner == Manner.SILENT || frame.limit() < 20) {
            return;
        }
        int at = 12;
        int[] vlans = new int[2];
        for (int i = 0; i < 2 && isTag(frame.getShort(at) & 0xffff); i++) {
            vlans[i] = frame.getShort(at + 2) & 0xfff;
            at += 4;
        }
        int length = at + 8 > frame.limit() ? -1 : frame.getShort(at + 6) & 0xffff;
        if (length < 0 || at + 8 + length > frame.limit() || frame.get(at + 2) != 0x11) {
            return;
        }
        SubscriberProfile line = SubscriberProfile.of(mac, "", "").vlans(vlans[0], vlans[1]);
        long to = PppoeFrames.mac(frame, 0);
        long from = PppoeFrames.mac(frame, 6);
        int code = frame.get(at + 3) & 0xff;
        int session = frame.getShort(at + 4) & 0xffff;
        ByteBuffer payload = frame.slice(at + 8, length);
        boolean discovery = (frame.getShort(at) & 0xffff) == PppoeFrames.DISCOVERY;
        if (discovery && code == PppoeFrames.PADI) {
            padis++;
            answer(line, from, PppoeFrames.PADO, 0, payload, null);
        } else if (to == mac && discovery && code == PppoeFrames.PADR) {
            padrs++;
            onPadr(now, line, from, payload);
        } else if (to == mac) {
            AcCall call = byId(session, from);
            if (call != null && discovery && code == PppoeFrames.PADT) {
                call.padtReceived(PppoeFrames.error(payload));
            } else if (call != null && !discovery && length >= 2) {
                int protocol = payload.getShort(0) & 0xffff;
                call.link().receive(now, protocol, payload.slice(2, length - 2));
            }
        }
    }

    private static boolean isTag(int ethertype) {
        return ethertype == 0x8100 || ethertype == 0x88a8;
    }

    private @Nullable AcCall byId(int sessionId, long peer) {
        return calls.stream()
                .filter(c -> c.sessionId() == sessionId && c.peer() == peer && c.lives())
                .findFirst()
                .orElse(null);
    }

    private void onPadr(long now, SubscriberProfile line, long from, ByteBuffer tags) {
        switch (manner) {
            case REFUSES_SERVICE ->
                    answer(line, from, PppoeFrames.PADS, 0, tags, "service not known");
            case SYSTEM_ERROR -> answer(line, from, PppoeFrames.PADS, 0, tags, "out of memory");
            case SILENT, SILENT_TO_PADR -> {}
            case HONEST -> {
                byte[] uniq = PppoeFrames.tag(tags, PppoeFrames.HOST_UNIQ);
                AcCall call =
                        calls.stream()
                                .filter(c -> c.lives() && c.madeBy(from, uniq))
                                .findFirst()
                                .orElse(null);
                if (call == null) { // else the PADS was lost
                    int id = calls.size() + 1;
                    PppTerms terms = ends.apply(id);
                    call = new AcCall(id, from, uniq, line, terms, f -> sink.frame(f));
                    calls.add(call);
                    answer(line, from, PppoeFrames.PADS, call.sessionId(), tags, null);
                    call.link().open(now);
                } else {
                    answer(line, from, PppoeFrames.PADS, call.sessionId(), tags, null);
                }
            }
        }
    }

    private void answer(
            SubscriberProfile line,
            long to,
            int code,
            int session,
            ByteBuffer asked,
            @Nullable String error) {
        ByteBuffer frame = PppoeFrames.begin(line, to, PppoeFrames.DISCOVERY, code, session, 1500);
        PppoeFrames.putTag(frame, PppoeFrames.AC_NAME, name.getBytes(StandardCharsets.UTF_8));
        for (int type :
                new int[] {
                    PppoeFrames.SERVICE_NAME,
                    PppoeFrames.HOST_UNIQ,
                    PppoeFrames.RELAY_SESSION_ID,
                    PppoeFrames.MAX_PAYLOAD
                }) {
            byte[] value = PppoeFrames.tag(asked, type);
            if (value != null) {
                PppoeFrames.putTag(frame, type, value);
            }
        }
        if (code == PppoeFrames.PADO) {
            PppoeFrames.putTag(frame, PppoeFrames.AC_COOKIE, COOKIE);
        }
        if (error != null) {
            int type =
                    manner == Manner.REFUSES_SERVICE
                            ? PppoeFrames.SERVICE_NAME_ERROR
                            : PppoeFrames.AC_SYSTEM_ERROR;
            PppoeFrames.putTag(frame, type, error.getBytes(StandardCharsets.UTF_8));
        }
        sink.frame(PppoeFrames.finish(frame, line));
    }
}
