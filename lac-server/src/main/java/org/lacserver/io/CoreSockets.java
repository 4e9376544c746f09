package org.lacserver.io;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** The UDP sockets towards the LNSs, one per local address. */
public final class CoreSockets implements AutoCloseable {
    /** The port of L2TP (RFC 2661 §8.1); some LNSs answer no other. */
    public static final int L2TP_PORT = 1701;

    /**
     * How to open them.
     *
     * @param dontFragment set DF on everything sent; what does not fit the path is dropped then
     * @param bufferOctets wanted size of each kernel buffer
     */
    public record Options(boolean dontFragment, int bufferOctets) {
        public static final Options DEFAULT = new Options(false, 8 << 20);
    }

    private final Map<InetSocketAddress, CoreSocket> byLocal = new LinkedHashMap<>();
    private final LongAdder sent = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder noSocket = new LongAdder();

    private CoreSockets() {}

    /** All or none: what was opened is closed again when one fails. */
    public static CoreSockets open(Collection<InetSocketAddress> locals, Options options)
            throws IOException {
        CoreSockets sockets = new CoreSockets();
        try {
            for (InetSocketAddress local : locals) {
                CoreSocket socket =
                        CoreSocket.open(local, options.dontFragment(), options.bufferOctets());
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
     */
    public boolean send(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        CoreSocket socket = byLocal.get(local);
        if (socket == null) {
            noSocket.increment();
            return false;
        }
        boolean taken = socket.send(peer, octets);
        (taken ? sent : refused).increment();
        return taken;
    }

    public Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        counters.put("control-sent", sent.sum());
        counters.put("control-send-refused", refused.sum());
        counters.put("control-no-socket", noSocket.sum());
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
