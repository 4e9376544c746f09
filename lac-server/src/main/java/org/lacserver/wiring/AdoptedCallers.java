package org.lacserver.wiring;

import org.lacserver.data.kernel.AdoptedFlow;
import org.lacserver.data.kernel.KernelDataPlane;
import org.lacserver.pppoe.discovery.AccessFrame;
import org.lacserver.pppoe.discovery.FrameWriter;
import org.lacserver.pppoe.discovery.PppoeCode;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.Frames;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Callers whose calls a former process had set up, and whose frames the kernel's program still
 * moves. Nobody keeps their calls any more: each is told when his flow ends (RFC 2516 §5.5), so
 * that he calls again at once. The engine's thread only.
 */
final class AdoptedCallers implements AdoptedFlow.Listener {
    private static final int VID = 0xfff;

    private final List<Link> ports;
    private final FrameWriter writer = new FrameWriter();
    private final AccessFrame frame = new AccessFrame();
    private final Map<AdoptedFlow.End, Long> ended = new EnumMap<>(AdoptedFlow.End.class);

    private long left;

    /** What is needed of an access port. */
    interface Link {
        long mac();

        boolean send(ByteBuffer frame);
    }

    /**
     * @param ports by index
     */
    AdoptedCallers(List<Link> ports) {
        this.ports = ports;
    }

    static AdoptedCallers on(List<AccessPort> ports) {
        return new AdoptedCallers(ports.stream().map(AdoptedCallers::link).toList());
    }

    private static Link link(AccessPort port) {
        return new Link() {
            @Override
            public long mac() {
                return port.mac();
            }

            @Override
            public boolean send(ByteBuffer frame) {
                return port.send(frame);
            }
        };
    }

    @Override
    public void ended(AdoptedFlow flow, AdoptedFlow.End end) {
        ended.merge(end, 1L, Long::sum);
        if (end != AdoptedFlow.End.CALLER_BACK && end != AdoptedFlow.End.CALLER_LEFT) {
            Link port = ports.get(flow.accessPort());
            port.send(padt(flow, port.mac()));
        }
    }

    private ByteBuffer padt(AdoptedFlow flow, long from) {
        int outer = flow.outerVlan();
        int inner = flow.innerVlan();
        int outerTpid = inner == 0 ? Frames.TPID_8021Q : Frames.TPID_8021AD;
        int outerTag = outer == 0 ? 0 : outerTpid << 16 | outer;
        int innerTag = inner == 0 ? 0 : Frames.TPID_8021Q << 16 | inner;
        return writer.begin(flow.mac(), from, outerTag, innerTag, PppoeCode.DISCOVERY)
                .pppoe(PppoeCode.PADT, flow.pppoeSessionId())
                .end();
    }

    /**
     * Whether a frame is of an adopted flow, so that the frontend, which knows no such session,
     * must not see it: it would end it. A PADT ends it indeed.
     */
    boolean owns(KernelDataPlane kernel, int port, ByteBuffer octets) {
        if (kernel.adopted() == 0 || frame.read(octets) != null) {
            return false;
        }
        int vlans = ((frame.outerTag() & VID) << 16) | (frame.innerTag() & VID);
        if (frame.isDiscovery()) {
            return frame.code() == PppoeCode.PADT
                    && kernel.adoptedCallerLeft(port, vlans, frame.sessionId(), frame.source());
        }
        boolean isAdopted = kernel.isAdopted(port, vlans, frame.sessionId(), frame.source());
        left += isAdopted ? 1 : 0;
        return isAdopted;
    }

    /** How many flows ended, by why, and their frames that nobody moved. */
    Map<String, Long> counters() {
        Map<String, Long> counters = new LinkedHashMap<>();
        for (AdoptedFlow.End end : AdoptedFlow.End.values()) {
            String why = end.name().toLowerCase(Locale.ROOT).replace('_', '-');
            counters.put("adopted-ended-" + why, ended.getOrDefault(end, 0L));
        }
        counters.put("adopted-frames-dropped", left);
        return counters;
    }
}
