package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Truncated, mutated and random input: counted, never thrown at us, never half obeyed. */
class FrontendFuzzTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;

    private final Caller caller = fresh(1, "88a8006481000007");

    private static Caller fresh(long seed, String vlans) {
        FrontendSettings settings = Caller.settings().halfOpenLimit(20).build();
        return new Caller(new Frontend(settings, new Random(seed)), MAC, vlans);
    }

    /** Asked by each protocol in turn, every other one by his line first. */
    private static Caller varied(int seed) {
        AuthProtocol[] protocols = AuthProtocol.values();
        LinePolicy policy =
                new LinePolicy(
                        0,
                        LinePolicy.Vlans.ANY,
                        LinePolicy.Vlans.ANY,
                        List.of(protocols[seed / 2 % protocols.length]),
                        seed % 2 == 1);
        FrontendSettings settings =
                Caller.settings().halfOpenLimit(20).policies(List.of(policy)).build();
        return new Caller(new Frontend(settings, new Random(seed)), MAC, "");
    }

    /** One frame of each kind, for a session whose LCP is open. */
    private List<byte[]> eachKind() {
        byte[] cookie = caller.cookie();
        byte[] line = Caller.HEX.parseHex("00000de9010361626302027879810400000001820400000002");
        caller.discover();
        caller.openLcp();
        int challenge = caller.next().id();
        byte[] digest = Caller.join(new byte[] {16}, new byte[16], Caller.text("me"));
        return List.of(
                caller.padi("gold"),
                caller.padr("gold", cookie, Caller.tag(0x0105, line), Caller.tag(0x0110, line)),
                caller.padt(Caller.tag(0x0203, Caller.text("bye"))),
                caller.ppp(0xc021, 1, 9, caller.options),
                caller.ppp(0xc021, 2, 9, caller.options),
                caller.ppp(0xc021, 3, 9, caller.options),
                caller.ppp(0xc021, 4, 9, caller.options),
                caller.ppp(0xc021, 5, 9, new byte[0]),
                caller.ppp(0xc021, 6, 9, new byte[0]),
                caller.ppp(0xc021, 7, 9, new byte[] {9, 1, 0, 4}),
                caller.ppp(0xc021, 8, 9, new byte[] {(byte) 0x80, 0x21}),
                caller.ppp(0xc021, 9, 9, new byte[4]),
                caller.ppp(0xc021, 10, 9, new byte[4]),
                caller.ppp(0xc021, 11, 9, new byte[4]),
                caller.ppp(0xc021, 12, 9, new byte[8]),
                caller.ppp(0xc223, 2, challenge, digest),
                caller.ppp(0xc223, 2, challenge, Caller.join(new byte[] {49}, new byte[52])),
                caller.ppp(0xc227, 2, challenge, new byte[] {1, 'a', 'b'}),
                caller.ppp(0xc227, 2, challenge, new byte[] {3, 4}),
                caller.ppp(0xc023, 1, 9, new byte[] {1, 'a', 1, 'b'}),
                caller.ppp(0x8021, 1, 9, new byte[0]));
    }

    private static long total(Frontend frontend) {
        return frontend.counters().values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aFrameCutAnywhereIsCountedAndChangesNothing() {
        for (byte[] whole : eachKind()) {
            for (int length = 0; length < whole.length; length++) {
                Map<String, Long> before = caller.frontend.counters();
                caller.send(Arrays.copyOf(whole, length));
                long counted = total(caller.frontend);
                assertThat(counted)
                        .isEqualTo(1 + before.values().stream().mapToLong(Long::longValue).sum());
            }
        }
        assertThat(caller.seen).isEmpty();
        assertThat(caller.events).isEmpty();
        assertThat(caller.frontend.sessions()).isEqualTo(1);
    }

    /** The frame is whole, but what it carries is cut and the PPPoE length says so. */
    @Test
    void aPayloadCutAnywhereIsCountedAndThrowsNothing() {
        for (byte[] whole : eachKind()) {
            int headers = 12 + 8 + 2 + 6;
            for (int length = 0; length < whole.length - headers; length++) {
                byte[] cut = Arrays.copyOf(whole, headers + length);
                ByteBuffer.wrap(cut).putShort(headers - 2, (short) length);
                long before = total(caller.frontend);
                caller.send(cut);
                assertThat(total(caller.frontend)).isGreaterThan(before);
            }
        }
        assertThat(caller.frontend.sessions()).isLessThanOrEqualTo(2);
    }

    @Test
    void mutatedFramesThrowNothingAndAreAllCounted() {
        Random mutation = new Random(7);
        List<byte[]> kinds = eachKind();
        for (int turn = 0; turn < 60_000; turn++) {
            byte[] frame = kinds.get(mutation.nextInt(kinds.size())).clone();
            for (int change = mutation.nextInt(4); change >= 0; change--) {
                frame[mutation.nextInt(frame.length)] = (byte) mutation.nextInt();
            }
            long before = total(caller.frontend);
            caller.send(frame);
            assertThat(total(caller.frontend)).isGreaterThan(before);
            caller.passes(turn % 50 == 0 ? 3 : 0);
            caller.seen.clear();
            caller.events.clear();
        }
        caller.passes(300);
        assertThat(caller.frontend.sessions()).isZero();
        assertThat(caller.frontend.nextDeadlineNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void noiseIsCountedAndChangesNothing() {
        Random noise = new Random(8);
        for (int turn = 0; turn < 20_000; turn++) {
            byte[] frame = new byte[noise.nextInt(100)];
            noise.nextBytes(frame);
            caller.send(frame);
        }
        assertThat(total(caller.frontend)).isEqualTo(20_000);
        assertThat(caller.frames).isZero();
    }

    /**
     * Callers and the LAC's other half do what they like in any order: every named call ends once,
     * nothing is told of a call after its end, and in the end nothing is left.
     */
    @Test
    void everyCallIsNamedOnceAndEndsOnce() {
        for (int seed = 0; seed < 400; seed++) {
            Caller peer = varied(seed);
            Random choice = new Random(seed);
            Set<Long> open = new HashSet<>();
            Set<Long> ever = new HashSet<>();
            Set<Long> named = new HashSet<>();
            for (int step = 0; step < 150; step++) {
                act(peer, choice);
                read(peer, seed, open, ever, named);
                if (choice.nextInt(12) == 0) {
                    order(peer, choice, open);
                    read(peer, seed, open, ever, named);
                }
            }
            for (long call : new ArrayList<>(open)) {
                peer.order(new FrontendOrder.HangUp(call, "end"));
            }
            peer.passes(400);
            assertThat(peer.frontend.sessions()).as("seed %d", seed).isZero();
            assertThat(peer.frontend.nextDeadlineNanos())
                    .as("seed %d", seed)
                    .isEqualTo(Long.MAX_VALUE);
        }
    }

    private static void read(
            Caller peer, int seed, Set<Long> open, Set<Long> ever, Set<Long> named) {
        for (FrontendEvent event : peer.events) {
            switch (event) {
                case CallerNamed caller -> {
                    assertThat(named.add(caller.callId())).as("seed %d", seed).isTrue();
                    if (ever.add(caller.callId())) {
                        open.add(caller.callId());
                    }
                    assertThat(open).as("seed %d", seed).contains(caller.callId());
                }
                case FrontendEvent.LineSeen line -> {
                    assertThat(ever.add(line.callId())).as("seed %d", seed).isTrue();
                    open.add(line.callId());
                }
                case FrontendEvent.CallerReplied replied ->
                        assertThat(open).as("seed %d", seed).contains(replied.callId());
                case CallerGone gone ->
                        assertThat(open.remove(gone.callId())).as("seed %d", seed).isTrue();
                case FrontendEvent.HeldFrame held ->
                        assertThat(open).as("seed %d", seed).contains(held.callId());
                case AttemptFailed failed ->
                        assertThat(failed.reason()).as("seed %d", seed).isNotEmpty();
                case FrontendEvent.DialAnswered answered ->
                        throw new AssertionError("nobody dialled " + answered);
                case FrontendEvent.DialFailed failed ->
                        throw new AssertionError("nobody dialled " + failed);
            }
        }
        peer.events.clear();
    }

    private static void act(Caller peer, Random choice) {
        List<Caller.Seen> heard = List.copyOf(peer.seen);
        peer.seen.clear();
        for (Caller.Seen seen : heard) {
            answer(peer, choice, seen);
        }
        peer.sessionId =
                peer.sessionId == 0 || choice.nextInt(20) == 0
                        ? 1 + choice.nextInt(3)
                        : peer.sessionId;
        switch (choice.nextInt(12)) {
            case 0 -> peer.send(peer.padi(""));
            case 1 -> peer.lcp(1, choice.nextInt(256), peer.options);
            case 2 -> peer.lcp(5, choice.nextInt(256), new byte[0]);
            case 3 -> peer.lcp(1 + choice.nextInt(13), choice.nextInt(256), peer.options);
            case 4 -> peer.send(peer.ppp(0x8021, 1, 1, new byte[0]));
            case 5 -> peer.pap(choice.nextInt(256), "me", "pw");
            case 6 -> peer.passes(choice.nextInt(8));
            case 8 -> {
                if (choice.nextInt(4) == 0) {
                    peer.send(peer.padt());
                }
            }
            default -> peer.passes(1);
        }
    }

    private static void answer(Caller peer, Random choice, Caller.Seen seen) {
        if (choice.nextInt(8) == 0) {
            return; // lost
        }
        if (seen.code() == 0x07) {
            byte[] cookie = seen.tag(0x0104);
            if (cookie != null) {
                peer.send(peer.padr("", cookie));
            }
        } else if (seen.code() == 0x65) {
            peer.sessionId = seen.sessionId();
            peer.lcp(1, 1, peer.options);
        } else if (seen.etherType() == 0x8864 && seen.protocol() == 0xc021) {
            switch (seen.pppCode()) {
                case 1 -> peer.lcp(2, seen.id(), seen.data());
                case 5 -> peer.lcp(6, seen.id(), new byte[0]);
                case 9 -> peer.lcp(10, seen.id(), new byte[4]);
                default -> {}
            }
        } else if (seen.etherType() == 0x8864 && seen.protocol() == 0xc223) {
            peer.respond(seen.id(), "me");
            byte[] value = Caller.join(new byte[] {49}, new byte[49], Caller.text("me"));
            peer.send(peer.ppp(0xc223, 2, seen.id(), value));
        } else if (seen.etherType() == 0x8864 && seen.protocol() == 0xc227) {
            byte type = seen.data().length > 0 ? seen.data()[0] : 1;
            peer.send(peer.ppp(0xc227, 2, seen.id(), new byte[] {type, 'm', 'e'}));
        }
    }

    private static void order(Caller peer, Random choice, Set<Long> open) {
        for (long call : new ArrayList<>(open)) {
            switch (choice.nextInt(6)) {
                case 0 -> {
                    open.remove(call);
                    peer.order(new FrontendOrder.Refuse(call, "no"));
                }
                case 1 -> peer.order(new FrontendOrder.HandOver(call));
                case 2 -> peer.order(new FrontendOrder.HandOver(call, new byte[0]));
                case 3 -> peer.order(new FrontendOrder.AskName(call));
                case 4 -> {
                    byte id = (byte) choice.nextInt(256);
                    byte[] request = {1, id, 0, 5, (byte) choice.nextInt(6)};
                    peer.order(new FrontendOrder.Challenge(call, request));
                }
                default -> {
                    open.remove(call);
                    peer.order(new FrontendOrder.HangUp(call, "end"));
                }
            }
        }
    }
}
