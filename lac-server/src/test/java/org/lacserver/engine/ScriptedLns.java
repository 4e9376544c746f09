package org.lacserver.engine;

import org.jspecify.annotations.Nullable;
import org.lacserver.l2tp.transport.ChannelConfig;
import org.lacserver.l2tp.transport.Priority;
import org.lacserver.l2tp.transport.ReliableChannel;
import org.lacserver.l2tp.wire.Challenge;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;
import org.lacserver.l2tp.wire.ControlMessage;
import org.lacserver.l2tp.wire.ControlMessage.Cdn;
import org.lacserver.l2tp.wire.ControlMessage.Icrp;
import org.lacserver.l2tp.wire.ControlMessage.Icrq;
import org.lacserver.l2tp.wire.ControlMessage.Ocrp;
import org.lacserver.l2tp.wire.ControlMessage.Ocrq;
import org.lacserver.l2tp.wire.ControlMessage.Sccrp;
import org.lacserver.l2tp.wire.ControlMessage.Sccrq;
import org.lacserver.l2tp.wire.ControlMessage.StopCcn;
import org.lacserver.l2tp.wire.Decoded;
import org.lacserver.l2tp.wire.DisconnectCause;
import org.lacserver.l2tp.wire.HidePolicy;
import org.lacserver.l2tp.wire.MessageType;
import org.lacserver.l2tp.wire.ResultCode;
import org.lacserver.port.Octets;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** An LNS that answers as it is told to. */
final class ScriptedLns {
    final InetAddress address;
    final List<ControlMessage> heard = new ArrayList<>();
    final Map<Integer, Tunnel> tunnels = new LinkedHashMap<>();
    private final World world;
    private final Random random = new Random(7);
    private int nextId = 700;

    String hostName = "lns";
    Secret secret = Secret.NONE;
    HidePolicy hide = HidePolicy.NONE;

    /** Whether it says nothing to who does not know its secret. */
    boolean ignoresWrongSecrets;

    /** Of the tunnels that it opens. */
    @Nullable Long tieBreaker;

    /** Where its answers come from. */
    InetAddress answersFrom;

    boolean dead;
    boolean challenges;
    boolean answersCalls = true;
    boolean answersTunnels = true;

    /** Whether it goes on with a tunnel of its own when that is answered. */
    boolean connects = true;

    int answersFromPort = 1701;
    @Nullable ResultCode refusesTunnels;
    @Nullable ResultCode refusesCalls;

    ScriptedLns(World world, InetAddress address) {
        this.world = world;
        this.address = address;
        this.answersFrom = address;
    }

    /** The LNS's side of a tunnel. */
    final class Tunnel {
        final int id = nextId++;
        final InetSocketAddress lac;
        int lacId;
        final ReliableChannel<Decoded> channel = new ReliableChannel<>(ChannelConfig.DEFAULT);

        /** The LAC's session ids by ours. */
        final Map<Integer, Integer> sessions = new LinkedHashMap<>();

        boolean up;
        @Nullable Octets challenge;

        Tunnel(InetSocketAddress lac, int lacId) {
            this.lac = lac;
            this.lacId = lacId;
            channel.peerTunnelId(lacId);
        }

        void send(int sessionId, ControlMessage message) {
            ByteBuffer octets = ByteBuffer.allocate(2000);
            ControlCodec.encode(
                    new ControlHeader(lacId, sessionId, 0, 0),
                    message,
                    hide,
                    secret,
                    random,
                    octets);
            send(octets.flip());
        }

        /** Sends a message as it is, but for tunnel id, Ns and Nr. */
        void send(ByteBuffer octets) {
            channel.send(octets, Priority.NORMAL);
        }
    }

    Tunnel tunnel() {
        return tunnels.values().stream().reduce((_, last) -> last).orElseThrow();
    }

    <M> List<M> heard(Class<M> type) {
        return heard.stream().filter(type::isInstance).map(type::cast).toList();
    }

    long sessions() {
        return tunnels.values().stream().mapToLong(tunnel -> tunnel.sessions.size()).sum();
    }

    void onDatagram(InetSocketAddress lac, ByteBuffer octets) {
        if (dead) {
            return;
        }
        Decoded decoded = ControlCodec.decode(octets, secret);
        switch (decoded) {
            case Decoded.Zlb(var header) -> {
                Tunnel tunnel = tunnels.get(header.tunnelId());
                if (tunnel != null) {
                    tunnel.channel.onZlb(world.now, header);
                }
            }
            case Decoded.Control(var header, var message, _) -> {
                Tunnel tunnel = tunnelFor(lac, header, message);
                if (tunnel != null) {
                    tunnel.channel.onReceived(
                            world.now,
                            header,
                            decoded,
                            it -> {
                                if (it instanceof Decoded.Control(var at, var what, _)) {
                                    heard.add(what);
                                    if (what instanceof Ocrp ocrp) {
                                        tunnel.sessions.put(
                                                at.sessionId(), ocrp.assignedSessionId());
                                    }
                                    act(tunnel, what);
                                }
                            });
                }
            }
            case Decoded.Refused(var fault) -> throw new AssertionError("LAC sent " + fault);
        }
        flush();
    }

    private @Nullable Tunnel tunnelFor(
            InetSocketAddress lac, ControlHeader header, ControlMessage message) {
        if (header.tunnelId() != 0) {
            return tunnels.get(header.tunnelId());
        }
        if (!(message instanceof Sccrq sccrq)) {
            heard.add(message);
            return null;
        }
        for (Tunnel tunnel : tunnels.values()) {
            if (tunnel.lacId == sccrq.assignedTunnelId()) {
                return tunnel;
            }
        }
        Tunnel tunnel = new Tunnel(lac, sccrq.assignedTunnelId());
        tunnels.put(tunnel.id, tunnel);
        return tunnel;
    }

    private void act(Tunnel tunnel, ControlMessage message) {
        switch (message) {
            case Sccrq sccrq -> open(tunnel, sccrq);
            case Sccrp reply -> connect(tunnel, reply);
            case ControlMessage.Scccn(var response) -> {
                if (!isRight(tunnel, MessageType.SCCCN, response)) {
                    refuse(tunnel);
                } else {
                    tunnel.up = true;
                    tunnel.channel.established();
                }
            }
            case StopCcn _ -> {
                tunnel.up = false;
                tunnel.sessions.clear();
            }
            case Icrq icrq -> call(tunnel, icrq);
            case Cdn cdn ->
                    tunnel.sessions
                            .values()
                            .removeIf(lacSession -> lacSession == cdn.assignedSessionId());
            default -> {}
        }
    }

    private void open(Tunnel tunnel, Sccrq sccrq) {
        if (refusesTunnels != null) {
            tunnel.send(0, new StopCcn(tunnel.id, refusesTunnels));
            return;
        }
        if (!answersTunnels) {
            return;
        }
        tunnel.channel.peerWindow(sccrq.receiveWindow());
        tunnel.challenge = challenges ? Challenge.random(random) : null;
        Octets theirs = sccrq.challenge();
        tunnel.send(
                0,
                new Sccrp(
                        tunnel.id,
                        hostName,
                        3,
                        0,
                        16,
                        tunnel.challenge,
                        theirs == null || !secret.isPresent()
                                ? null
                                : Challenge.response(MessageType.SCCRP, secret, theirs),
                        1,
                        "scripted"));
    }

    private boolean isRight(Tunnel tunnel, MessageType carrier, @Nullable Octets response) {
        return tunnel.challenge == null
                || (response != null
                        && Challenge.accepts(carrier, secret, tunnel.challenge, response));
    }

    private void refuse(Tunnel tunnel) {
        if (ignoresWrongSecrets) {
            tunnels.remove(tunnel.id);
        } else {
            tunnel.send(0, new StopCcn(tunnel.id, new ResultCode(4, 0, "bad response")));
        }
    }

    /** Sends an SCCRQ of its own. */
    Tunnel opens(InetSocketAddress lac) {
        Tunnel tunnel = new Tunnel(lac, 0);
        tunnels.put(tunnel.id, tunnel);
        tunnel.challenge = challenges ? Challenge.random(random) : null;
        tunnel.send(
                0,
                new Sccrq(
                        tunnel.id,
                        hostName,
                        3,
                        0,
                        16,
                        tunnel.challenge,
                        tieBreaker,
                        1,
                        "scripted"));
        flush();
        return tunnel;
    }

    private void connect(Tunnel tunnel, Sccrp reply) {
        tunnel.lacId = reply.assignedTunnelId();
        tunnel.channel.peerTunnelId(tunnel.lacId);
        tunnel.channel.peerWindow(reply.receiveWindow());
        if (!isRight(tunnel, MessageType.SCCRP, reply.challengeResponse())) {
            refuse(tunnel);
            return;
        }
        if (!connects) {
            return;
        }
        Octets theirs = reply.challenge();
        tunnel.send(
                0,
                new ControlMessage.Scccn(
                        theirs == null
                                ? null
                                : Challenge.response(MessageType.SCCCN, secret, theirs)));
        tunnel.up = true;
        tunnel.channel.established();
    }

    private void call(Tunnel tunnel, Icrq icrq) {
        if (refusesCalls != null) {
            tunnel.send(icrq.assignedSessionId(), new Cdn(nextId++, refusesCalls, null, null));
            return;
        }
        if (answersCalls) {
            answer(tunnel, icrq);
        }
    }

    /** OCRQ for {@code number}; our session id. */
    int dials(String number) {
        return dials(new Ocrq(nextId++, 77, 64_000, 10_000_000, 3, 3, number, null));
    }

    int dials(Ocrq request) {
        tunnel().send(0, request);
        flush();
        return request.assignedSessionId();
    }

    /** ICRP. */
    int answer(Tunnel tunnel, Icrq icrq) {
        int id = nextId++;
        tunnel.sessions.put(id, icrq.assignedSessionId());
        tunnel.send(icrq.assignedSessionId(), new Icrp(id));
        return id;
    }

    /** CDN for the session that the LAC knows as {@code lacSession}. */
    void clear(int lacSession, ResultCode result) {
        clear(lacSession, result, null);
    }

    void clear(int lacSession, ResultCode result, @Nullable DisconnectCause cause) {
        Tunnel tunnel = tunnel();
        int id =
                tunnel.sessions.entrySet().stream()
                        .filter(entry -> entry.getValue() == lacSession)
                        .findFirst()
                        .orElseThrow()
                        .getKey();
        tunnel.sessions.remove(id);
        tunnel.send(lacSession, new Cdn(id, result, null, cause));
        flush();
    }

    void flush() {
        for (Tunnel tunnel : tunnels.values()) {
            tunnel.channel.flush(
                    world.now,
                    octets ->
                            world.toLac(
                                    new InetSocketAddress(answersFrom, answersFromPort),
                                    tunnel.lac,
                                    octets));
        }
    }

    long nextDeadlineNanos() {
        return dead
                ? Engine.NEVER
                : tunnels.values().stream()
                        .mapToLong(tunnel -> tunnel.channel.nextDeadlineNanos())
                        .min()
                        .orElse(Engine.NEVER);
    }
}
