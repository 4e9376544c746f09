package org.lacserver.pppoe.discovery;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The Host's side of one discovery (RFC 2516 §5): what is asked for and, once a PADO was taken,
 * what its sender wants to hear again.
 */
public final class HostDiscovery {
    /** §5.1: a PADI with its header does not exceed 1484 octets. */
    public static final int MAX_SERVICE_NAME = 1484 - 6 - 4 - (4 + Long.BYTES);

    /**
     * What a PADS or PADO says instead of yes.
     *
     * @param tag the error tag's type; 0 when there is none and the session id alone is bad
     */
    public record Refusal(int tag, String text) {}

    private static final int SINGLE_TPID = 0x8100;
    private static final int OUTER_TPID = 0x88a8;
    private static final int RESERVED_SESSION_ID = 0xffff;
    private static final int[] ERRORS = {
        PppoeCode.SERVICE_NAME_ERROR, PppoeCode.AC_SYSTEM_ERROR, PppoeCode.GENERIC_ERROR
    };

    private final long hostUniq;
    private final long wantedMac;
    private final ByteBuffer serviceName;
    private final @Nullable ByteBuffer acName;
    private long mac = AccessFrame.BROADCAST;
    private int outerTag;
    private int innerTag;
    private byte @Nullable [] cookie;
    private byte @Nullable [] relay;
    private LineTag line = LineTag.ABSENT;

    /**
     * @param hostUniq not to be guessed
     * @param outerVlan 0: untagged
     * @param innerVlan 0: no second tag
     * @param wantedMac 0: any
     * @param serviceName empty: any
     * @param acName null: any
     */
    public HostDiscovery(
            long hostUniq,
            int outerVlan,
            int innerVlan,
            long wantedMac,
            String serviceName,
            @Nullable String acName) {
        this.hostUniq = hostUniq;
        this.wantedMac = wantedMac;
        this.serviceName = utf8(serviceName);
        this.acName = acName == null ? null : utf8(acName);
        int outerTpid = innerVlan == 0 ? SINGLE_TPID : OUTER_TPID;
        outerTag = outerVlan == 0 ? 0 : outerTpid << 16 | outerVlan;
        innerTag = innerVlan == 0 ? 0 : SINGLE_TPID << 16 | innerVlan;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The Host-Uniq of an answer as we make them, or null. */
    public static @Nullable Long hostUniq(PppoeTags tags) {
        ByteBuffer value = tags.first(PppoeCode.HOST_UNIQ);
        return value == null || value.remaining() != Long.BYTES ? null : value.getLong(0);
    }

    public long hostUniq() {
        return hostUniq;
    }

    /** The MAC address of the AC whose PADO was taken; until then, everybody's. */
    public long mac() {
        return mac;
    }

    /** TPID and TCI of the first tag to this AC; 0 without one. */
    public int outerTag() {
        return outerTag;
    }

    /** TPID and TCI of the second tag to this AC; 0 without one. */
    public int innerTag() {
        return innerTag;
    }

    /** What the access node added to the answers. */
    public LineTag line() {
        return line;
    }

    /** Whether a frame came with the VLANs that are asked on. */
    public boolean isOnLine(AccessFrame frame) {
        return AccessFrame.vlan(outerTag) == AccessFrame.vlan(frame.outerTag())
                && AccessFrame.vlan(innerTag) == AccessFrame.vlan(frame.innerTag());
    }

    /** §5.1: to everybody, with one Service-Name. */
    public void padi(long ownMac, FrameWriter writer) {
        writer.begin(AccessFrame.BROADCAST, ownMac, outerTag, innerTag, PppoeCode.DISCOVERY)
                .pppoe(PppoeCode.PADI, 0)
                .tag(PppoeCode.SERVICE_NAME, serviceName)
                .tag(PppoeCode.HOST_UNIQ, hostUniqOctets());
    }

    /** §5.3: to the AC whose PADO was taken, with its cookie and the relay's session id. */
    public void padr(long ownMac, FrameWriter writer) {
        writer.begin(mac, ownMac, outerTag, innerTag, PppoeCode.DISCOVERY)
                .pppoe(PppoeCode.PADR, 0)
                .tag(PppoeCode.SERVICE_NAME, serviceName)
                .tag(PppoeCode.HOST_UNIQ, hostUniqOctets());
        if (cookie != null) {
            writer.tag(PppoeCode.AC_COOKIE, cookie);
        }
        if (relay != null) {
            writer.tag(PppoeCode.RELAY_SESSION_ID, relay);
        }
    }

    private ByteBuffer hostUniqOctets() {
        return ByteBuffer.allocate(Long.BYTES).putLong(0, hostUniq);
    }

    /** §5.2: whether this PADO on our line is one to take; with PADO_GOOD it is taken. */
    public HostHeard onPado(AccessFrame frame, PppoeTags tags) {
        if (wantedMac != 0 && wantedMac != frame.source()) {
            return HostHeard.PADO_OTHER_MAC;
        }
        if (refusal(tags) != null) {
            return HostHeard.PADO_ERROR;
        }
        ByteBuffer name = tags.first(PppoeCode.AC_NAME);
        if (name == null
                || tags.count(PppoeCode.AC_NAME) != 1
                || tags.first(PppoeCode.SERVICE_NAME) == null) {
            return HostHeard.PADO_BAD_TAGS; // §5.2: MUST contain them
        }
        if (acName != null && !acName.equals(name)) {
            return HostHeard.PADO_OTHER_AC_NAME;
        }
        if (serviceName.hasRemaining() && !tags.has(PppoeCode.SERVICE_NAME, serviceName)) {
            return HostHeard.PADO_OTHER_SERVICE;
        }
        mac = frame.source();
        outerTag = frame.outerTag();
        innerTag = frame.innerTag();
        cookie = copy(tags.first(PppoeCode.AC_COOKIE));
        relay = copy(tags.first(PppoeCode.RELAY_SESSION_ID));
        line = LineTag.in(tags);
        return HostHeard.PADO_GOOD;
    }

    /** §5.4: what the AC we asked says on our line; with PADS_GOOD the session is there. */
    public HostHeard onPads(AccessFrame frame, PppoeTags tags) {
        int sessionId = frame.sessionId();
        if (sessionId == 0 || sessionId == RESERVED_SESSION_ID || refusal(tags) != null) {
            return HostHeard.PADS_ERROR;
        }
        LineTag told = LineTag.in(tags);
        line = told.equals(LineTag.ABSENT) ? line : told;
        return HostHeard.PADS_GOOD;
    }

    /** §5.4: the service under which the AC accepted; the one asked for when it does not say. */
    public String granted(PppoeTags pads) {
        String granted = pads.text(PppoeCode.SERVICE_NAME);
        return granted == null
                ? StandardCharsets.UTF_8.decode(serviceName.duplicate()).toString()
                : granted;
    }

    /** The first error tag there is, or null (Appendix A). */
    public static @Nullable Refusal refusal(PppoeTags tags) {
        for (int error : ERRORS) {
            String text = tags.text(error);
            if (text != null) {
                return new Refusal(error, text);
            }
        }
        return null;
    }

    private static byte @Nullable [] copy(@Nullable ByteBuffer value) {
        if (value == null) {
            return null;
        }
        byte[] octets = new byte[value.remaining()];
        value.get(value.position(), octets);
        return octets;
    }
}
