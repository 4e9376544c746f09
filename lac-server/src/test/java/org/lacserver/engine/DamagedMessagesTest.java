package org.lacserver.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.Lenience;
import org.lacserver.l2tp.wire.Samples;
import org.lacserver.port.Binding;
import org.lacserver.port.Command;
import org.lacserver.port.DialAnswer;
import org.lacserver.port.DialTarget;
import org.lacserver.port.Event;
import org.lacserver.port.Secret;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Every message, each of its AVPs damaged in turn, to calls and tunnels in every state, with all
 * that can be let pass let pass: what remains is never more than the core can bear.
 */
class DamagedMessagesTest {
    private static final int HEADER = 12;
    private static final int AVP_HEADER = 6;
    private static final Secret FORMER = Secret.of("former");

    /** What is done to an AVP. */
    private enum Damage {
        REMOVED,
        EMPTIED,
        CUT,
        ZEROED,
        OPTIONAL
    }

    @Test
    @DisplayName(
            "§7.1: a message without any of its AVPs, let pass or not, ends calls at most once")
    void clear() {
        assertThat(tryAll(HidePolicy.NONE)).isGreaterThan(500);
    }

    @Test
    @DisplayName("§4.3, §7.1: the same of messages hidden with the former of two secrets")
    void hidden() {
        assertThat(tryAll(HidePolicy.ALL)).isGreaterThan(500);
    }

    private static int tryAll(HidePolicy hide) {
        int tried = 0;
        for (ControlMessage message : Samples.each()) {
            ByteBuffer whole = ByteBuffer.allocate(ControlCodec.MAX_DATAGRAM);
            ControlHeader header = new ControlHeader(0, 0, 0, 0);
            ControlCodec.encode(header, message, hide, FORMER, new Random(3), whole);
            for (byte[] damaged : damaged(whole.flip())) {
                tried++;
                try {
                    life(damaged);
                } catch (RuntimeException | AssertionError e) {
                    throw new AssertionError(message + ": " + hex(damaged), e);
                }
            }
        }
        return tried;
    }

    private static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    private static List<byte[]> damaged(ByteBuffer whole) {
        List<byte[]> all = new ArrayList<>();
        int at = HEADER;
        while (at < whole.limit()) {
            int length = whole.getShort(at) & 0x3ff;
            for (Damage damage : Damage.values()) {
                if (damage == Damage.REMOVED || length > AVP_HEADER) {
                    all.add(with(whole, at, length, damage));
                }
            }
            at += length;
        }
        return all;
    }

    private static byte[] with(ByteBuffer whole, int at, int length, Damage damage) {
        byte[] avp = new byte[length];
        whole.get(at, avp);
        byte[] left =
                switch (damage) {
                    case REMOVED -> new byte[0];
                    case EMPTIED -> Arrays.copyOf(avp, AVP_HEADER);
                    case CUT -> Arrays.copyOf(avp, length - 1);
                    case ZEROED -> Arrays.copyOf(Arrays.copyOf(avp, AVP_HEADER), length);
                    case OPTIONAL -> avp;
                };
        if (left.length > 0) {
            int bits = (left[0] & 0xfc) | (left.length >> 8);
            left[0] = (byte) (damage == Damage.OPTIONAL ? bits & 0x7f : bits);
            left[1] = (byte) left.length;
        }
        ByteBuffer out = ByteBuffer.allocate(whole.limit() - length + left.length);
        out.put(whole.slice(0, at))
                .put(left)
                .put(whole.slice(at + length, whole.limit() - at - length));
        out.putShort(2, (short) out.capacity());
        return out.array();
    }

    private static void life(byte[] message) {
        World world = new World(settings(), 1);
        ScriptedLns lns = world.lns("10.0.0.2");
        List<Long> calls = new ArrayList<>();
        calls.add(world.arrives("somebody"));
        long established = world.calls(World.to("10.0.0.2"));
        calls.add(established);
        passes(world);
        lns.answersCalls = false;
        long waiting = world.calls(World.to("10.0.0.2"));
        calls.add(waiting);
        passes(world);
        long asked = dialled(world, lns);
        long called = dialled(world, lns);
        accept(world, called);
        long up = dialled(world, lns);
        accept(world, up);
        world.command(new Command.FarEndAnswered(up, Binding.Access.DIALLED, World.line(up), 0, 0));
        calls.addAll(List.of(asked, called, up));
        ScriptedLns silent = world.lns("10.0.0.3");
        silent.answersTunnels = false;
        calls.add(world.calls(World.to("10.0.0.3")));
        ScriptedLns opening = world.lns("10.0.0.4");
        opening.connects = false;
        opening.opens(new InetSocketAddress(World.LAC, 1701));
        passes(world);
        assertThat(calls.stream().map(world::state))
                .containsExactly(
                        "lookup",
                        "established",
                        "wait-reply",
                        "lookup",
                        "wait-cs-answer",
                        "established",
                        "wait-tunnel");

        int[] sessions = {
            4711,
            session(world, established),
            session(world, waiting),
            session(world, asked),
            session(world, called),
            session(world, up),
            0
        };
        for (int session : sessions) {
            send(lns, session, message);
            passes(world);
        }
        send(silent, 0, message);
        send(opening, 0, message);
        world.toLac(
                new InetSocketAddress(opening.address, 1701),
                new InetSocketAddress(World.LAC, 1701),
                ByteBuffer.wrap(message));
        passes(world);
        assertThat(world.engine.tunnels()).isNotEmpty();
        assertThat(world.engine.lnses(world.now)).isNotEmpty();
        assertThat(world.engine.calls()).hasSizeLessThanOrEqualTo(2 * calls.size());
        world.command(new Command.ShutDown("end"));
        world.passes(Duration.ofMinutes(2));
        assertThat(world.engine.isQuiet()).isTrue();
        assertThat(world.engine.calls()).isEmpty();
        assertThat(world.engine.tunnels()).isEmpty();
        endsOnce(world, calls);
    }

    private static void endsOnce(World world, List<Long> calls) {
        Set<Long> all = new HashSet<>(calls);
        world.events(Event.DialWanted.class).forEach(event -> all.add(event.callId()));
        assertThat(world.events(Event.CallEnded.class).stream().map(Event.CallEnded::callId))
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(world.dataPlane.joined).isEmpty();
    }

    private static EngineSettings settings() {
        OneLns lns = new OneLns();
        lns.tunnel.acceptsTunnels = true;
        lns.tunnel.challenge = false;
        lns.tunnel.lenient = EnumSet.allOf(Lenience.class);
        lns.tunnel.controlDscp = 10;
        lns.tunnel.negotiateDscp = true;
        lns.secret = Secret.of("present");
        lns.old = FORMER;
        return lns.settings("10.0.0.2", "10.0.0.3", "10.0.0.4");
    }

    private static void passes(World world) {
        world.passes(Duration.ofMillis(1));
    }

    private static long dialled(World world, ScriptedLns lns) {
        lns.dials("5551234");
        passes(world);
        return world.events(Event.DialWanted.class).getLast().callId();
    }

    private static void accept(World world, long call) {
        DialTarget target = new DialTarget.Pppoe(0, 7, 0, 0, "", null);
        world.command(
                new Command.DialAnswered(
                        call, new DialAnswer.Route("local", "r", target, 9, 0, 1_000_000)));
        passes(world);
    }

    private static int session(World world, long call) {
        return Objects.requireNonNull(world.engine.call(call)).facts().localSessionId();
    }

    private static void send(ScriptedLns lns, int session, byte[] message) {
        ByteBuffer octets = ByteBuffer.wrap(message.clone());
        octets.putShort(6, (short) session);
        lns.tunnel().send(octets);
        lns.flush();
    }
}
