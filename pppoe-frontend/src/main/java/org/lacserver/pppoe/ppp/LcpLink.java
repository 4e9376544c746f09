package org.lacserver.pppoe.ppp;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ppp.LcpAutomaton.Action;
import org.lacserver.pppoe.ppp.LcpAutomaton.Event;
import org.lacserver.pppoe.ppp.LcpAutomaton.State;
import org.lacserver.pppoe.ppp.LcpAutomaton.Step;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** One caller's LCP: the automaton, its Restart timer and the options of both sides. */
public final class LcpLink {
    /** What the last step meant for the layers above (RFC 1661 §4.4). */
    public enum News {
        NOTHING,
        UP,
        /** The caller negotiates again: the state is REQ_SENT or ACK_SENT. */
        RENEGOTIATING,
        /** The link is being terminated, for the reason that {@link LcpLink#fault()} tells. */
        DOWN,
        FINISHED
    }

    private static final byte[] NONE = {};
    private static final int HEADER = 4;

    /** Answers that change our request, before the link counts as not converging. */
    private static final int MAX_ROUNDS = 20;

    /** Requests with our own Magic-Number, before the line counts as looped. */
    private static final int MAX_LOOPS = 4;

    private final PppSettings settings;
    private final RandomGenerator random;
    private OwnRequest own;

    private State state = State.INITIAL;
    private News news = News.NOTHING;
    private @Nullable LinkFault fault;
    private String goodbye = "";
    private String said = "";
    private boolean echoes = true;
    private final RestartTimer timer;

    private byte[] asked = NONE;
    private byte identifier;
    private byte rejectIdentifier;
    private boolean answered = true;
    private int naksSent;
    private int rounds;
    private int loops;

    private byte @Nullable [] first;
    private byte[] granted = NONE;

    public LcpLink(PppSettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        own = new OwnRequest(settings, random);
        timer = new RestartTimer(settings.restartNanos());
        identifier = (byte) random.nextInt();
    }

    /** PPPoE's session stage begins: both Open and Up. */
    public void start(long nowNanos, PppOutbox out) {
        apply(nowNanos, Event.OPEN, Received.NONE, out);
        apply(nowNanos, Event.UP, Received.NONE, out);
    }

    /**
     * Administrative end: Terminate-Requests, then {@link News#FINISHED}.
     *
     * @param reason for the caller, the Data of the Terminate-Requests; may be empty
     */
    public void close(long nowNanos, String reason, PppOutbox out) {
        goodbye = reason;
        apply(nowNanos, Event.CLOSE, Received.NONE, out);
    }

    public State state() {
        return state;
    }

    public long deadlineNanos() {
        return timer.deadlineNanos();
    }

    public void onDeadline(long nowNanos, PppOutbox out) {
        if (nowNanos >= timer.deadlineNanos()) {
            timer.stop();
            Event event = timer.hasMore() ? Event.TO_PLUS : Event.TO_MINUS;
            apply(nowNanos, event, Received.NONE, out);
        }
    }

    /** The news of the last call, once. */
    public News takeNews() {
        News taken = news;
        news = News.NOTHING;
        return taken;
    }

    /** Why the link ends, when it does so by itself. */
    public LinkFault fault() {
        return fault == null ? LinkFault.TIMEOUT : fault;
    }

    /** The same for people, with the caller's own words. */
    public String faultText() {
        return said.isEmpty() ? fault().text() : fault().text() + ": " + said;
    }

    /** False once the caller has told by a Code-Reject that he does not know Echo-Requests. */
    public boolean takesEchoes() {
        return echoes;
    }

    public @Nullable AuthProtocol auth() {
        return own.auth();
    }

    /** Options of the first Configure-Request received in this negotiation. */
    public byte[] firstReceived() {
        return first == null ? NONE : first;
    }

    /** Options of our Configure-Request, which the caller acknowledged if the link is Opened. */
    public byte[] lastSent() {
        return asked;
    }

    /** Options of the caller's Configure-Request that we acknowledged last. */
    public byte[] lastReceived() {
        return granted;
    }

    /** The largest packet that the caller takes (RFC 1661 §6.1), and none that we do not send. */
    public int sendMru() {
        return Math.min(settings.mru(), LcpOption.mru(granted));
    }

    /** RFC 1661 §5.8, only while Opened. */
    public void sendEchoRequest(int echoIdentifier, PppOutbox out) {
        out.packet(PppSettings.LCP, LcpCode.ECHO_REQUEST, echoIdentifier, magicThen(NONE));
    }

    /** One that is as large as what the caller takes (RFC 4638 §5.2). */
    public void sendFullEchoRequest(int echoIdentifier, PppOutbox out) {
        byte[] data = magicThen(new byte[sendMru() - HEADER - Integer.BYTES]);
        out.packet(PppSettings.LCP, LcpCode.ECHO_REQUEST, echoIdentifier, data);
    }

    /** A whole LCP packet; what follows its own length is padding. */
    public LcpHeard onPacket(long nowNanos, ByteBuffer packet, PppOutbox out) {
        byte[] data = Authenticator.data(packet);
        if (data == null) {
            return LcpHeard.BAD_LENGTH;
        }
        int at = packet.position();
        int code = packet.get(at) & 0xff;
        int id = packet.get(at + 1) & 0xff;
        return switch (code) {
            case LcpCode.CONFIGURE_REQUEST -> onRequest(nowNanos, id, data, out);
            case LcpCode.CONFIGURE_ACK -> onAck(nowNanos, id, data, out);
            case LcpCode.CONFIGURE_NAK, LcpCode.CONFIGURE_REJECT ->
                    onRefusal(nowNanos, code, id, data, out);
            case LcpCode.TERMINATE_REQUEST -> {
                if (state == State.OPENED) {
                    fault = LinkFault.TERMINATED;
                    said = LcpText.said(data);
                }
                apply(nowNanos, Event.RTR, Received.of(id), out);
                yield LcpHeard.TERMINATE_REQUEST;
            }
            case LcpCode.TERMINATE_ACK -> {
                apply(nowNanos, Event.RTA, Received.of(id), out);
                yield LcpHeard.TERMINATE_ACK;
            }
            case LcpCode.CODE_REJECT -> onCodeReject(nowNanos, id, data, out);
            case LcpCode.PROTOCOL_REJECT -> onProtocolReject(nowNanos, id, data, out);
            case LcpCode.ECHO_REQUEST, LcpCode.ECHO_REPLY -> onEcho(nowNanos, code, id, data, out);
            case LcpCode.DISCARD_REQUEST -> LcpHeard.DISCARD_REQUEST;
            case LcpCode.IDENTIFICATION -> LcpHeard.IDENTIFICATION;
            case LcpCode.TIME_REMAINING -> LcpHeard.TIME_REMAINING;
            default -> {
                byte[] rejected = new byte[Math.min(HEADER + data.length, sendMru() - HEADER)];
                packet.get(at, rejected);
                apply(nowNanos, Event.RUC, new Received(id, 0, rejected), out);
                yield LcpHeard.UNKNOWN_CODE;
            }
        };
    }

    private LcpHeard onRequest(long nowNanos, int id, byte[] options, PppOutbox out) {
        if (!LcpOption.areWellFormed(options)) {
            return LcpHeard.BAD_OPTIONS;
        }
        if (first == null || state == State.OPENED) {
            first = options; // in Opened, the first one of the negotiation that now begins
        }
        boolean enough = naksSent >= settings.maxFailure();
        PeerRequest answer =
                PeerRequest.judge(options, settings.mru(), own.magic(), enough, random);
        loops = answer.loopSuspected() ? loops + 1 : 0;
        if (loops > MAX_LOOPS) {
            return giveUp(nowNanos, LinkFault.LOOPED, LcpHeard.CONFIGURE_REQUEST, out);
        }
        boolean good = answer.code() == PeerRequest.ACK;
        apply(
                nowNanos,
                good ? Event.RCR_PLUS : Event.RCR_MINUS,
                new Received(id, answer.code(), answer.options()),
                out);
        return LcpHeard.CONFIGURE_REQUEST;
    }

    private LcpHeard onAck(long nowNanos, int id, byte[] options, PppOutbox out) {
        if (answered || id != (identifier & 0xff)) {
            return LcpHeard.STALE_IDENTIFIER;
        }
        if (!Arrays.equals(options, asked)) {
            return LcpHeard.MISMATCHED_ANSWER; // §5.2: must exactly match
        }
        answered = true;
        apply(nowNanos, Event.RCA, Received.of(id), out);
        return LcpHeard.CONFIGURE_ACK;
    }

    private LcpHeard onRefusal(long nowNanos, int code, int id, byte[] options, PppOutbox out) {
        if (answered || id != (identifier & 0xff)) {
            return LcpHeard.STALE_IDENTIFIER;
        }
        if (!LcpOption.areWellFormed(options)) {
            return LcpHeard.BAD_OPTIONS;
        }
        boolean nak = code == LcpCode.CONFIGURE_NAK;
        if (!nak && !OwnRequest.isPartOf(options, asked)) {
            return LcpHeard.MISMATCHED_ANSWER;
        }
        answered = true;
        LcpHeard heard = nak ? LcpHeard.CONFIGURE_NAK : LcpHeard.CONFIGURE_REJECT;
        LinkFault refused = nak ? own.nakked(options) : own.rejected(options);
        if (refused == null && ++rounds > MAX_ROUNDS) {
            refused = LinkFault.NOT_CONVERGING;
        }
        if (refused != null) {
            return giveUp(nowNanos, refused, heard, out);
        }
        apply(nowNanos, Event.RCN, Received.of(id), out);
        return heard;
    }

    private LcpHeard giveUp(long nowNanos, LinkFault why, LcpHeard heard, PppOutbox out) {
        fault = why;
        apply(nowNanos, Event.CLOSE, Received.NONE, out);
        if (news == News.NOTHING) {
            news = News.DOWN;
        }
        return heard;
    }

    private LcpHeard onCodeReject(long nowNanos, int id, byte[] data, PppOutbox out) {
        if (data.length < HEADER) {
            return LcpHeard.BAD_LENGTH;
        }
        echoes &= data[0] != LcpCode.ECHO_REQUEST;
        applyReject(nowNanos, LcpCode.isEssential(data[0]), id, out);
        return LcpHeard.CODE_REJECT;
    }

    private LcpHeard onProtocolReject(long nowNanos, int id, byte[] data, PppOutbox out) {
        if (data.length < 2) {
            return LcpHeard.BAD_LENGTH;
        }
        if (state != State.OPENED) {
            return LcpHeard.OUT_OF_STATE; // §5.7: only in the Opened state
        }
        int rejected = LcpOption.unsignedShort(data, 0);
        AuthProtocol auth = own.auth();
        boolean essential =
                rejected == PppSettings.LCP || (auth != null && rejected == auth.protocol());
        applyReject(nowNanos, essential, id, out);
        return LcpHeard.PROTOCOL_REJECT;
    }

    private void applyReject(long nowNanos, boolean essential, int id, PppOutbox out) {
        fault = essential ? LinkFault.REJECTED : fault;
        apply(nowNanos, essential ? Event.RXJ_MINUS : Event.RXJ_PLUS, Received.of(id), out);
    }

    private LcpHeard onEcho(long nowNanos, int code, int id, byte[] data, PppOutbox out) {
        if (data.length < 4) {
            return LcpHeard.BAD_LENGTH;
        }
        if (state != State.OPENED) {
            return LcpHeard.OUT_OF_STATE;
        }
        int magic = LcpOption.integer(data, 0);
        boolean isOurs = magic != 0 && magic == own.magic();
        if (code == LcpCode.ECHO_REPLY) {
            // a loop gives back our Echo-Request, not a reply: this modem has copied the packet
            return isOurs ? LcpHeard.ECHO_REPLY_COPIED : LcpHeard.ECHO_REPLY;
        }
        if (isOurs) {
            fault = LinkFault.LOOPED;
            return LcpHeard.LOOPED; // §6.4: the link is looped back
        }
        byte[] rest = Arrays.copyOfRange(data, 4, Math.min(data.length, sendMru() - HEADER));
        apply(nowNanos, Event.RXR, new Received(id, 0, magicThen(rest)), out);
        return LcpHeard.ECHO_REQUEST;
    }

    private byte[] magicThen(byte[] rest) {
        return ByteBuffer.allocate(4 + rest.length).putInt(own.magic()).put(rest).array();
    }

    private void apply(long nowNanos, Event event, Received received, PppOutbox out) {
        Step step = LcpAutomaton.step(state, event);
        for (Action action : step.actions()) {
            perform(nowNanos, action, event, step.next(), received, out);
        }
        state = step.next();
        if (!state.isTimed()) {
            timer.stop(); // §4.2: no timer in Initial to Stopped and Opened
        }
    }

    private void perform(
            long nowNanos,
            Action action,
            Event event,
            State next,
            Received received,
            PppOutbox out) {
        switch (action) {
            case TLU -> news = News.UP;
            case TLD -> news = next == State.STOPPING ? News.DOWN : down(event);
            case TLF -> news = News.FINISHED;
            case TLS -> {} // the PPPoE session is there
            case IRC ->
                    timer.initialize(
                            event == Event.CLOSE || event == Event.RXJ_MINUS
                                    ? settings.maxTerminate()
                                    : settings.maxConfigure());
            case ZRC -> timer.zero(nowNanos);
            case SCR -> sendRequest(nowNanos, event == Event.TO_PLUS, out);
            case SCA -> {
                granted = received.data();
                naksSent = 0;
                send(out, LcpCode.CONFIGURE_ACK, received);
            }
            case SCN -> {
                naksSent += received.code() == PeerRequest.NAK ? 1 : 0;
                send(out, received.code(), received);
            }
            case STR -> {
                timer.sent(nowNanos);
                boolean isOurs = !goodbye.isEmpty() || fault == null;
                byte[] data = LcpText.reason(isOurs ? goodbye : fault().text());
                out.packet(PppSettings.LCP, LcpCode.TERMINATE_REQUEST, ++identifier & 0xff, data);
            }
            case STA -> out.packet(PppSettings.LCP, LcpCode.TERMINATE_ACK, received.id(), NONE);
            case SCJ -> {
                int id = ++rejectIdentifier & 0xff;
                out.packet(PppSettings.LCP, LcpCode.CODE_REJECT, id, received.data());
            }
            case SER -> send(out, LcpCode.ECHO_REPLY, received);
        }
    }

    private News down(Event event) {
        if (event == Event.CLOSE) {
            return News.NOTHING; // our own wish
        }
        timer.initialize(settings.maxConfigure());
        rounds = 0;
        echoes = true;
        // §4.4: he may be another than before, so nothing that he refused then counts now
        own = new OwnRequest(settings, random);
        return News.RENEGOTIATING;
    }

    private void sendRequest(long nowNanos, boolean again, PppOutbox out) {
        timer.sent(nowNanos);
        if (!again || answered) {
            identifier++; // §5.1: changes with the options and after a valid reply
            asked = own.options();
            answered = false;
        }
        out.packet(PppSettings.LCP, LcpCode.CONFIGURE_REQUEST, identifier & 0xff, asked);
    }

    private static void send(PppOutbox out, int code, Received received) {
        out.packet(PppSettings.LCP, code, received.id(), received.data());
    }
}
