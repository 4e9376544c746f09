package org.lacserver.config;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code conf/lac.yaml}, checked and concluded. A zero duration means off. */
public record LacConfig(
        AccessConfig access,
        L2tp l2tp,
        LookupConfig lookup,
        DnsConfig dns,
        List<LnsGroup> groups,
        SelectionConfig selection,
        RadiusConfig radius,
        AttributesConfig attributes,
        AccountingConfig accounting,
        DynamicConfig dynamic,
        DataConfig data,
        Limits limits,
        Control control,
        Dial dial,
        List<DialRule> dialPlan,
        List<Modem> modems) {
    public LacConfig {
        groups = List.copyOf(groups);
        dialPlan = List.copyOf(dialPlan);
        modems = List.copyOf(modems);
    }

    /** All LNSs of all groups, in the order of the file. */
    public List<Lns> allLns() {
        return groups.stream().flatMap(group -> group.lns().stream()).toList();
    }

    /** The PPP authentication protocols a caller may be asked for. */
    public enum Authentication {
        CHAP,
        PAP,
        MSCHAPV2,
        EAP
    }

    /**
     * @param localAddress where tunnels over IPv4 start when neither the LNS nor RADIUS names an
     *     address; null when there are none
     * @param localAddress6 the same over IPv6
     * @param port UDP port we send from and LNSs listen on
     * @param tunnelIds local tunnel ids
     * @param usual what counts for LNSs that the file does not name
     */
    public record L2tp(
            @Nullable InetAddress localAddress,
            @Nullable InetAddress localAddress6,
            int port,
            Duration setupTimeout,
            Range tunnelIds,
            Effective usual) {
        public <T> T get(Knob<T> knob) {
            return usual.get(knob);
        }
    }

    /** From the first to the last, both included. */
    public record Range(int first, int last) {}

    /** Makes of LNSs whose ways are known. */
    public enum Quirk {
        XL2TPD,
        L2TPNS,
        LINUX_KERNEL_L2TP,
        ACCEL_PPP,
        MIKROTIK,
        HUAWEI_VRP,
        JUNIPER_MX
    }

    /** What an LNS that answers from elsewhere makes us do. */
    public enum PeerMove {
        ACCEPT,
        IGNORE,
        REJECT
    }

    /** What is let pass although RFC 2661 has the session or the tunnel end for it. */
    public enum Leniency {
        UNKNOWN_AVP,
        AVP_LENGTH,
        AVP_VALUE,
        MISSING_AVP,
        RESERVED_BITS,
        HIDDEN_UNREADABLE,
        UNKNOWN_MESSAGE
    }

    /** Which AVPs of RFC 5515 an ICRQ carries: none, circuit id and remote id, all. */
    public enum LineAvps {
        NONE,
        IDS,
        ALL
    }

    /** Who may know how fast a caller's line is. */
    public enum SpeedSource {
        LINE,
        RADIUS,
        STATIC
    }

    /** AVPs that an LNS can be spared. */
    public enum Omission {
        CALLING_NUMBER,
        CALLED_NUMBER,
        SUB_ADDRESS,
        PHYSICAL_CHANNEL_ID,
        BEARER_TYPE,
        RX_SPEED,
        PRIVATE_GROUP_ID,
        VENDOR_NAME,
        FIRMWARE_REVISION
    }

    /** Where FF 03 stands before frames to the LNS. */
    public enum AddressControl {
        ALWAYS,
        LCP,
        NEVER
    }

    /** Which frames to the LNS carry the P bit. */
    public enum Priority {
        NONE,
        LCP
    }

    /** Who decides whether data to the LNS carries Ns: nobody, the LNS, we. */
    public enum Sequencing {
        DENY,
        ALLOW,
        REQUIRE
    }

    /** What becomes of sequenced data that comes out of order. */
    public enum Reorder {
        DELIVER,
        DROP,
        WAIT
    }

    /** Which AVPs are hidden (RFC 2661 §4.3) from an LNS we share a secret with. */
    public enum Hide {
        NONE,
        SENSITIVE,
        ALL
    }

    /** Which proxy AVPs an ICCN carries: none, LCP (26..28), or authentication (29..33) too. */
    public enum Proxy {
        NONE,
        LCP,
        FULL
    }

    /** Who can be asked about a called number. */
    public enum Source {
        LOCAL,
        RADIUS
    }

    /**
     * @param realms in lower case
     * @param limit most calls of the whole group; 0 for no limit
     */
    public record LnsGroup(
            String name,
            List<String> realms,
            List<NamePattern> users,
            List<NamePattern> lines,
            SelectionConfig selection,
            int limit,
            List<Lns> lns) {
        public LnsGroup {
            realms = List.copyOf(realms);
            users = List.copyOf(users);
            lines = List.copyOf(lines);
            lns = List.copyOf(lns);
        }
    }

    /** One LNS, with what counts for it. */
    public record Lns(String name, InetAddress address, Effective effective) {
        public <T> T get(Knob<T> knob) {
            return effective.get(knob);
        }

        /** Most calls at a time. */
        public int limit() {
            return get(Knobs.LIMIT).orElseThrow();
        }
    }

    /**
     * @param realms calls of callers of a realm, by its name in lower case; 0 is without bound
     */
    public record Limits(int calls, int tunnels, int callsPerLns, Map<String, Integer> realms) {
        public Limits {
            realms = Collections.unmodifiableMap(new LinkedHashMap<>(realms));
        }
    }

    /**
     * @param stopTimeout how long an orderly stop may take
     */
    public record Control(Path socket, Duration stopTimeout) {
        public static final String DEFAULT_SOCKET = "/run/lac/control";
    }

    /**
     * Outgoing calls.
     *
     * @param timeout how long the far end may take to answer
     * @param limit most in set-up at a time
     * @param limitPerTunnel most in set-up in one tunnel
     */
    public record Dial(Duration timeout, int limit, int limitPerTunnel) {}

    /**
     * Where a called number leads.
     *
     * @param name what its calls are counted together by
     * @param lns names of the LNSs that may call there; empty for all
     * @param minSpeed slowest speed the far end can be given, bit/s
     * @param maxSpeed fastest speed it has, bit/s
     * @param limit most calls at a time
     */
    public record DialRule(
            String name,
            NamePattern number,
            Far far,
            List<String> lns,
            long minSpeed,
            long maxSpeed,
            int limit) {
        public DialRule {
            lns = List.copyOf(lns);
        }
    }

    /** What answers a called number. */
    public sealed interface Far {
        /**
         * An access concentrator on an access port.
         *
         * @param port index into {@link AccessConfig#ports}
         * @param mac the only one that may answer, in the low 48 bits; 0 for any
         * @param acName the only one that may answer; null for any
         */
        record Pppoe(int port, Vlan vlan, long mac, String serviceName, @Nullable String acName)
                implements Far {}

        /**
         * @param modem index into {@link LacConfig#modems}; -1 for any that is free
         * @param dial what it dials, with {@code {number}} in the place of the called number
         */
        record Modem(int modem, String dial) implements Far {}
    }

    /**
     * VLAN tags of a frame.
     *
     * @param outer 1..4094; 0 untagged
     * @param inner 1..4094; 0 without a second tag
     */
    public record Vlan(int outer, int inner) {
        static final Vlan NONE = new Vlan(0, 0);
    }

    /**
     * A modem that dials.
     *
     * @param baud bit/s of the serial line
     * @param init commands before each call
     * @param dialCommand what stands before the number
     * @param dialTimeout how long it may take to connect
     * @param framingWait from CONNECT to the first PPP frame; zero: CONNECT alone is an answer
     * @param hardwareFlow flow control by RTS and CTS
     */
    public record Modem(
            String name,
            Path device,
            int baud,
            List<String> init,
            String dialCommand,
            Duration dialTimeout,
            Duration framingWait,
            boolean hardwareFlow,
            HangUp hangUp) {
        public Modem {
            init = List.copyOf(init);
        }
    }

    /** How a modem is made to hang up: DTR drops, or +++ and ATH. */
    public enum HangUp {
        DTR,
        ATH
    }
}
