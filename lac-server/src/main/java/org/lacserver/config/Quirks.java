package org.lacserver.config;

import org.lacserver.config.Effective.Layer;
import org.lacserver.config.Knob.Said;
import org.lacserver.config.LacConfig.Quirk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of the makes of LNSs, as settings that suit them. */
public final class Quirks {
    private static final List<Row> TABLE = new ArrayList<>();

    private record Row(Quirk quirk, Knob<?> knob, Said<?> said, String reason) {}

    /** One setting of a quirk, for people. */
    public record Line(String quirk, String knob, String value, String reason) {}

    static {
        add(
                Quirk.XL2TPD,
                Knobs.LINE_AVPS,
                "none",
                "takes vendor AVPs for IETF ones of the same number and closes the tunnel"
                        + " (xl2tpd issue 163; seen with 1.3.18)");
        add(
                Quirk.XL2TPD,
                Knobs.SEQUENCING,
                "allow",
                "notes Sequencing Required and does nothing about it (seen with 1.3.18)");
        add(
                Quirk.L2TPNS,
                Knobs.HIDE,
                "none",
                "reveals hidden AVPs of more than 14 octets wrongly (seen with 2.4.1)");
        add(
                Quirk.L2TPNS,
                Knobs.SEQUENCING,
                "allow",
                "ignores Sequencing Required (seen with 2.4.1)");
        add(
                Quirk.LINUX_KERNEL_L2TP,
                Knobs.SEQUENCING,
                "allow",
                "where it sends Ns it drops data without: follow it (seen with Debian 12)");
        add(
                Quirk.ACCEL_PPP,
                Knobs.PEER_PORT,
                "accept",
                "with use-ephemeral-ports it answers from a port of its choice (accel-ppp manual,"
                        + " l2tp)");
        add(
                Quirk.MIKROTIK,
                Knobs.PEER_PORT,
                "accept",
                "1701 is for link establishment, then any available port (RouterOS manual, L2TP)");
        add(
                Quirk.HUAWEI_VRP,
                Knobs.PROXY,
                "full",
                "without `mandatory-lcp` it goes on from what the LAC has negotiated (NetEngine"
                        + " command reference)");
        add(
                Quirk.JUNIPER_MX,
                Knobs.PROXY,
                "full",
                "without `lcp-renegotiation` it goes on from what the LAC has negotiated (Junos"
                        + " access reference)");
        add(
                Quirk.JUNIPER_MX,
                Knobs.PEER_ADDRESS,
                "accept",
                "its SCCRP may ask for another address, and its own LAC follows (Junos"
                        + " tx-address-change)");
        add(
                Quirk.JUNIPER_MX,
                Knobs.PEER_PORT,
                "accept",
                "its SCCRP may ask for another port, and its own LAC follows (Junos"
                        + " tx-address-change)");
    }

    private Quirks() {}

    private static <K extends Knob<?> & Knob.Plain> void add(
            Quirk quirk, K knob, String value, String reason) {
        TABLE.add(new Row(quirk, knob, knob.parse(value), reason));
    }

    static Layer layer(Quirk quirk) {
        Map<Knob<?>, Said<?>> said = new HashMap<>();
        for (Row row : TABLE) {
            if (row.quirk() == quirk) {
                said.put(row.knob(), row.said());
            }
        }
        return new Layer("quirk " + Kind.spelling(quirk), said);
    }

    /** The whole table. */
    public static List<Line> lines() {
        return TABLE.stream()
                .map(
                        row ->
                                new Line(
                                        Kind.spelling(row.quirk()),
                                        row.knob().name(),
                                        row.said().text(),
                                        row.reason()))
                .toList();
    }
}
