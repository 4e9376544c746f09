package org.lacserver.pppoe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lacserver.pppoe.FrontendEvent.AttemptFailed;
import org.lacserver.pppoe.FrontendEvent.CallerGone;
import org.lacserver.pppoe.FrontendEvent.CallerNamed;
import org.lacserver.pppoe.FrontendEvent.CallerReplied;
import org.lacserver.pppoe.FrontendEvent.HeldFrame;
import org.lacserver.pppoe.FrontendEvent.LineSeen;
import org.lacserver.pppoe.ppp.AuthProtocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * One session against a peer who does anything in any order, with orders of the core at any time:
 * there is no state from which the call can neither go on nor end. The seed is told on failure.
 */
class RandomPeerTest {
    private static final long MAC = 0x02_00_5e_10_00_01L;
    private static final long SECOND = 1_000_000_000L;
    private static final int SEEDS = 4000;

    /**
     * A negotiation or a wait is over within its limit, a session begins at most six of either, and
     * then says goodbye: what remains after the last word of the peer's is one of each.
     */
    private static final long LONGEST_SECONDS = 90 + 60 + 2 * 3 + 1;

    private final Set<Long> told = new HashSet<>();
    private final Set<Long> over = new HashSet<>();
    private boolean handedOver;
    private int seed;

    private Caller peer(int forSeed) {
        seed = forSeed;
        told.clear();
        over.clear();
        handedOver = false;
        List<AuthProtocol> wanted = new ArrayList<>(List.of(AuthProtocol.values()));
        Random choice = new Random(forSeed);
        java.util.Collections.shuffle(wanted, choice);
        LinePolicy policy =
                new LinePolicy(
                        0,
                        LinePolicy.Vlans.ANY,
                        LinePolicy.Vlans.ANY,
                        wanted.subList(0, choice.nextInt(5)),
                        choice.nextInt(4) == 0);
        FrontendSettings settings = Caller.settings().policies(List.of(policy)).build();
        return new Caller(new Frontend(settings, new Random(forSeed)), MAC, "");
    }

    @Test
    void afterAnyChaosASilentPeerIsGoneInTime() {
        for (int at = 0; at < SEEDS; at++) {
            Caller peer = peer(at);
            Random choice = new Random(at);
            peer.discover();
            chaos(peer, choice);
            peer.passes(LONGEST_SECONDS);
            read(peer);
            assertThat(handedOver || peer.frontend.sessions() == 0).as("seed %d", seed).isTrue();
            assertEndsOnce(peer);
        }
    }

    /** Whatever was before: the same session, if it is there still, or the next one. */
    @Test
    void afterAnyChaosAPeerInGoodOrderGetsThrough() {
        for (int at = 0; at < SEEDS; at++) {
            Caller peer = peer(at + SEEDS);
            Random choice = new Random(at);
            peer.discover();
            chaos(peer, choice);
            for (int session = 0; session < 2 && !handedOver; session++) {
                behaves(peer);
                if (!handedOver && peer.frontend.sessions() == 0) {
                    peer.seen.clear();
                    peer.sessionId = 0;
                    peer.discover();
                }
            }
            assertThat(handedOver).as("seed %d", seed).isTrue();
            assertEndsOnce(peer);
        }
    }

    private void assertEndsOnce(Caller peer) {
        if (handedOver) {
            assertThat(peer.frontend.sessions()).as("seed %d", seed).isEqualTo(1);
            assertThat(told.size()).as("seed %d", seed).isEqualTo(over.size() + 1);
        } else {
            assertThat(told).as("seed %d", seed).isEqualTo(over);
        }
        assertThat(peer.frontend.nextDeadlineNanos()).as("seed %d", seed).isEqualTo(Long.MAX_VALUE);
    }

    private void chaos(Caller peer, Random choice) {
        int steps = choice.nextInt(60);
        for (int step = 0; step < steps && !handedOver; step++) {
            read(peer);
            if (peer.frontend.sessions() > 0 && !handedOver) {
                assertThat(peer.frontend.nextDeadlineNanos())
                        .as("seed %d: a session that is not handed over has a deadline", seed)
                        .isLessThanOrEqualTo(peer.now + 90 * SECOND);
            }
            act(peer, choice);
            read(peer);
            if (choice.nextInt(10) == 0) {
                order(peer, choice, choice.nextInt(3) == 0);
            }
        }
        read(peer);
    }

    /** Answers all he gets, asks for nothing unusual, and is handed over when he is named. */
    private void behaves(Caller peer) {
        for (int step = 0; step < 400 && !handedOver && peer.frontend.sessions() > 0; step++) {
            List<Caller.Seen> heard = List.copyOf(peer.seen);
            peer.seen.clear();
            for (Caller.Seen seen : heard) {
                answer(peer, seen);
            }
            read(peer);
            for (long call : new ArrayList<>(told)) {
                if (!over.contains(call)) {
                    peer.order(new FrontendOrder.HandOver(call));
                    read(peer);
                    handedOver |= peer.frontend.nextDeadlineNanos() == Long.MAX_VALUE;
                }
            }
            if (step % 3 == 2 && !handedOver) {
                peer.lcp(1, step & 0xff, peer.options);
            }
            if (!handedOver) {
                peer.passes(1);
            }
        }
        read(peer);
    }

    private void read(Caller peer) {
        for (FrontendEvent event : peer.events) {
            switch (event) {
                case CallerNamed named -> told.add(named.callId());
                case LineSeen line -> told.add(line.callId());
                case CallerGone gone -> {
                    assertThat(told).as("seed %d", seed).contains(gone.callId());
                    assertThat(over.add(gone.callId())).as("seed %d", seed).isTrue();
                }
                case CallerReplied(long call, byte[] _) ->
                        assertThat(over).as("seed %d", seed).doesNotContain(call);
                case HeldFrame(long call, java.nio.ByteBuffer _) ->
                        assertThat(over).as("seed %d", seed).doesNotContain(call);
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

    private void order(Caller peer, Random choice, boolean ends) {
        for (long call : new ArrayList<>(told)) {
            if (over.contains(call)) {
                continue;
            }
            if (ends && choice.nextInt(3) == 0) {
                over.add(call);
                peer.order(
                        choice.nextBoolean()
                                ? new FrontendOrder.Refuse(call, "no")
                                : new FrontendOrder.HangUp(call, "end"));
            } else if (ends) {
                int before = peer.frontend.sessions();
                peer.order(new FrontendOrder.HandOver(call));
                handedOver = before == 1 && peer.frontend.nextDeadlineNanos() == Long.MAX_VALUE;
            } else if (choice.nextBoolean()) {
                peer.order(new FrontendOrder.AskName(call));
            } else {
                byte[] request = {1, (byte) choice.nextInt(256), 0, 5, (byte) choice.nextInt(6)};
                peer.order(new FrontendOrder.Challenge(call, request));
            }
        }
    }

    private static void act(Caller peer, Random choice) {
        List<Caller.Seen> heard = List.copyOf(peer.seen);
        peer.seen.clear();
        for (Caller.Seen seen : heard) {
            if (choice.nextInt(4) > 0) {
                answer(peer, seen);
            }
        }
        byte[] random = new byte[choice.nextInt(12)];
        choice.nextBytes(random);
        int id = choice.nextInt(256);
        switch (choice.nextInt(14)) {
            case 0, 1 -> peer.lcp(1, id, peer.options);
            case 2 -> peer.lcp(choice.nextInt(16), id, random);
            case 3 -> peer.lcp(3 + choice.nextInt(2), lastAsked(heard), new byte[] {3, 4, -64, 35});
            case 4 -> peer.lcp(4, lastAsked(heard), new byte[] {3, 5, -62, 35, 5});
            case 5 -> peer.lcp(5 + choice.nextInt(2), id, random);
            case 6 -> peer.lcp(7, id, new byte[] {(byte) choice.nextInt(16), 1, 0, 4});
            case 7 -> peer.lcp(8, id, new byte[] {-62, 35, 0, 0});
            case 8 -> peer.pap(id, "me" + choice.nextInt(3), "pw");
            case 9 -> peer.send(peer.ppp(choice.nextInt(0x10000), 1, id, random));
            case 10 -> peer.passes(choice.nextInt(20));
            default -> peer.passes(choice.nextInt(3));
        }
    }

    private static int lastAsked(List<Caller.Seen> heard) {
        int id = 0;
        for (Caller.Seen seen : heard) {
            if (seen.etherType() == 0x8864 && seen.protocol() == 0xc021 && seen.pppCode() == 1) {
                id = seen.id();
            }
        }
        return id;
    }

    private static void answer(Caller peer, Caller.Seen seen) {
        if (seen.etherType() != 0x8864) {
            return;
        }
        switch (seen.protocol()) {
            case 0xc021 -> {
                switch (seen.pppCode()) {
                    case 1 -> peer.lcp(2, seen.id(), seen.data());
                    case 3 -> peer.lcp(1, seen.id(), peer.options);
                    case 5 -> peer.lcp(6, seen.id(), new byte[0]);
                    case 9 -> peer.lcp(10, seen.id(), new byte[4]);
                    case 2 -> peer.pap(1, "me", "pw");
                    default -> {}
                }
            }
            case 0xc223 -> {
                if (seen.pppCode() == 1) {
                    peer.respond(seen.id(), "me");
                    byte[] value = Caller.join(new byte[] {49}, new byte[49], Caller.text("me"));
                    peer.send(peer.ppp(0xc223, 2, seen.id(), value));
                }
            }
            case 0xc227 -> {
                if (seen.pppCode() == 1) {
                    byte type = seen.data().length > 0 ? seen.data()[0] : 1;
                    byte[] identity = Arrays.copyOf(new byte[] {type, 'm', 'e'}, 3);
                    peer.send(peer.ppp(0xc227, 2, seen.id(), identity));
                }
            }
            default -> {}
        }
    }
}
