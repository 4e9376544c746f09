package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What interfaces' drivers can do with XDP, as the kernel tells since 6.3 (netlink family
 * "netdev").
 */
final class XdpFeatures implements AutoCloseable {
    /** What is known of an interface as a target of frames that native programs redirect. */
    enum Target {
        YES,
        NO,
        /** The kernel does not tell. */
        UNKNOWN
    }

    private static final int CONTROL = 16;
    private static final int GET_FAMILY = 3;
    private static final int FAMILY_ID = 1;
    private static final int FAMILY_NAME = 2;
    private static final int DEVICE_GET = 1;
    private static final int DEVICE_INDEX = 1;
    private static final int DEVICE_FEATURES = 3;
    private static final int GENERIC_HEADER = 4;
    private static final int ROOM = 64;
    private static final long TRANSMITS = 1 << 2;

    private final Netlink netlink;
    private final int family;

    private XdpFeatures(Netlink netlink, int family) {
        this.netlink = netlink;
        this.family = family;
    }

    static XdpFeatures open() throws IOException {
        Netlink netlink = Netlink.open(Netlink.GENERIC, 0);
        return new XdpFeatures(netlink, family(netlink));
    }

    /** The number of the family; 0 where the kernel has none. */
    private static int family(Netlink netlink) {
        ByteBuffer body = header(GET_FAMILY);
        Netlink.put(body, FAMILY_NAME, "netdev\0".getBytes(StandardCharsets.US_ASCII));
        ByteBuffer id = ask(netlink, CONTROL, body, FAMILY_ID);
        return id == null ? 0 : id.getShort(0) & 0xffff;
    }

    Target target(int ifIndex) {
        if (family == 0) {
            return Target.UNKNOWN;
        }
        ByteBuffer body = header(DEVICE_GET);
        Netlink.putInt(body, DEVICE_INDEX, ifIndex);
        ByteBuffer features = ask(netlink, family, body, DEVICE_FEATURES);
        if (features == null || features.remaining() < Long.BYTES) {
            return Target.UNKNOWN;
        }
        return (features.getLong(0) & TRANSMITS) != 0 ? Target.YES : Target.NO;
    }

    private static ByteBuffer header(int command) {
        return Netlink.body(ROOM).put((byte) command).put((byte) 1).putShort((short) 0);
    }

    /** The attribute of the first answer; null when there is none. */
    private static @Nullable ByteBuffer ask(
            Netlink netlink, int type, ByteBuffer body, int attribute) {
        try {
            List<Netlink.Message> answers = netlink.ask(type, 0, body);
            return answers.isEmpty()
                    ? null
                    : Netlink.attribute(answers.getFirst().body(), GENERIC_HEADER, attribute);
        } catch (IOException _) {
            return null; // an older kernel, or the interface has gone: nothing is known
        }
    }

    @Override
    public void close() throws IOException {
        netlink.close();
    }
}
