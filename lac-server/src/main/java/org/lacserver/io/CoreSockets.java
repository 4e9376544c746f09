package org.lacserver.io;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.port.Encapsulation.SendPolicy;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/** UDP towards the LNSs, one {@link CoreSocket} per local address. */
public final class CoreSockets implements AutoCloseable {
    /** The port of L2TP (RFC 2661 §8.1); some LNSs answer no other. */
    public static final int L2TP_PORT = 1701;

    /** Wanted size of each kernel buffer. */
    public static final int USUAL_BUFFER_OCTETS = 8 << 20;

    /** Control has a checksum and no DF (§8.1), whatever data have; the LNS's DSCP it has. */
    private static final List<SendPolicy> CONTROL =
            IntStream.range(0, 64).mapToObj(dscp -> new SendPolicy(false, true, dscp)).toList();

    private static final Logger LOG = LogManager.getLogger(CoreSockets.class);

    private final Map<InetSocketAddress, CoreSocket> byLocal = new LinkedHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder noSocket = new LongAdder();
    private final LongAdder policiesRefused = new LongAdder();

    private CoreSockets() {}

    /** All or none: what was opened is closed again when one fails. */
    public static CoreSockets open(Collection<InetSocketAddress> locals, int bufferOctets)
            throws IOException {
        CoreSockets sockets = new CoreSockets();
        try {
            for (InetSocketAddress local : locals) {
                CoreSocket socket = CoreSocket.open(local, bufferOctets);
                sockets.byLocal.put(socket.local(), socket);
            }
            return sockets;
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
    }

    public List<CoreSocket> all() {
        return new ArrayList<>(byLocal.values());
    }

    public @Nullable CoreSocket at(InetSocketAddress local) {
        return byLocal.get(local);
    }

    /**
     * Sends a control datagram; its position does not move. What cannot be sent now is counted: the
     * reliable channel sends it again.
     *
     * @param dscp 0..63
     */
    public boolean send(
            InetSocketAddress local, InetSocketAddress peer, int dscp, ByteBuffer octets) {
        CoreSocket socket = byLocal.get(local);
        if (socket == null) {
            noSocket.increment();
            return false;
        }
        boolean taken = socket.send(sender(socket, CONTROL.get(dscp)), peer, octets);
        (taken ? sent : refused).increment();
        return taken;
    }

    /**
     * The descriptor that sends by a policy. When it cannot be had, which is counted, the one that
     * sends in the usual way.
     */
    public int sender(CoreSocket socket, SendPolicy policy) {
        int sender = -1;
        try {
            sender = socket.sender(policy);
        } catch (PosixException e) {
            LOG.debug("no socket that sends by {}", policy, e);
        }
        if (sender < 0) {
            policiesRefused.increment();
            return socket.fd();
        }
        return sender;
    }

    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("control-sent", sent.sum());
        counters.put("control-send-refused", refused.sum());
        counters.put("control-no-socket", noSocket.sum());
        counters.put("core-send-policy-refused", policiesRefused.sum());
        return counters;
    }

    /** Whoever reads the sockets must have stopped. */
    @Override
    public void close() throws IOException {
        for (CoreSocket socket : byLocal.values()) {
            socket.close();
        }
    }
}
