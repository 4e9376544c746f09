package org.lacserver.radius.accounting;

import org.lacserver.radius.accounting.AccountingRecord.Kind;
import org.lacserver.radius.accounting.AccountingRecord.Tunnel;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.Type;

import java.io.ByteArrayOutputStream;
import java.net.Inet4Address;

/**
 * A record as the attributes of its Accounting-Request (RFC 2866, 2867, 2869), as octets: what is
 * stored is what is sent, whatever becomes of this program's classes. Acct-Delay-Time and
 * Event-Timestamp are added when it is sent.
 */
final class RecordAttributes {
    private static final int FRAMED = 2;
    private static final int PPP = 1;
    private static final int L2TP = 3;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int NAS_REBOOT = 11;

    private RecordAttributes() {}

    static Waiting waiting(long seq, AccountingRecord record, RadiusSettings settings) {
        return new Waiting(
                seq,
                record.kind().isOfBox() ? Waiting.BOX : record.acctSessionId(),
                record.kind(),
                record.eventEpochSeconds(),
                octets(record, settings));
    }

    private static byte[] octets(AccountingRecord record, RadiusSettings settings) {
        Attributes attributes = new Attributes();
        attributes.add(Type.ACCT_STATUS_TYPE, record.kind().statusType());
        attributes.add(Type.ACCT_SESSION_ID, record.acctSessionId());
        attributes.add(Type.ACCT_MULTI_SESSION_ID, record.multiSessionId());
        if (record.userNameOctets().length > 0) {
            attributes.add(Type.USER_NAME, record.userNameOctets());
        } else {
            attributes.add(Type.USER_NAME, record.userName());
        }
        attributes.addNas(settings);
        AccessLine line = record.line();
        if (line != null) {
            attributes.add(Type.SERVICE_TYPE, FRAMED).add(Type.FRAMED_PROTOCOL, PPP);
            attributes.addLine(line);
        }
        if (record.authentic() > 0) {
            attributes.add(Type.ACCT_AUTHENTIC, record.authentic());
        }
        addUsage(attributes, record);
        addTunnel(attributes, record);
        if (record.terminateCause() > 0) {
            attributes.add(Type.ACCT_TERMINATE_CAUSE, record.terminateCause());
        }
        record.classes().forEach(value -> attributes.add(Type.CLASS, value));
        return attributes.octets();
    }

    private static void addUsage(Attributes attributes, AccountingRecord record) {
        Usage usage = record.usage();
        if (usage == null) {
            return;
        }
        addUsage(attributes, usage);
        if (record.tunnel() != null) {
            // RFC 2867 §4.2: an integer of 32 bits, without gigawords
            attributes.add(
                    Type.ACCT_TUNNEL_PACKETS_LOST, Math.min(usage.packetsLost(), 0xffff_ffffL));
        }
        if (record.linkCount() > 0) {
            attributes.add(Type.ACCT_LINK_COUNT, record.linkCount());
        }
    }

    private static void addUsage(Attributes attributes, Usage usage) {
        // RFC 2869 §5.1, §5.2: gigawords are how often 2^32 went round
        attributes
                .add(Type.ACCT_SESSION_TIME, usage.sessionSeconds())
                .add(Type.ACCT_INPUT_OCTETS, usage.inputOctets())
                .add(Type.ACCT_INPUT_GIGAWORDS, usage.inputOctets() >>> 32)
                .add(Type.ACCT_OUTPUT_OCTETS, usage.outputOctets())
                .add(Type.ACCT_OUTPUT_GIGAWORDS, usage.outputOctets() >>> 32)
                .add(Type.ACCT_INPUT_PACKETS, usage.inputPackets())
                .add(Type.ACCT_OUTPUT_PACKETS, usage.outputPackets());
    }

    private static void addTunnel(Attributes attributes, AccountingRecord record) {
        Tunnel tunnel = record.tunnel();
        if (tunnel == null) {
            return;
        }
        boolean isV4 = tunnel.server() instanceof Inet4Address;
        attributes
                .add(Type.TUNNEL_TYPE, L2TP) // tag octet zero and three octets of value
                .add(Type.TUNNEL_MEDIUM_TYPE, isV4 ? IPV4 : IPV6)
                .addUntagged(Type.TUNNEL_CLIENT_ENDPOINT, tunnel.client().getHostAddress())
                .addUntagged(Type.TUNNEL_SERVER_ENDPOINT, tunnel.server().getHostAddress())
                .addUntagged(Type.TUNNEL_ASSIGNMENT_ID, tunnel.assignmentId())
                .addUntagged(Type.TUNNEL_CLIENT_AUTH_ID, tunnel.clientAuthId())
                .addUntagged(Type.TUNNEL_SERVER_AUTH_ID, tunnel.serverAuthId())
                .add(Type.ACCT_TUNNEL_CONNECTION, tunnel.connection());
    }

    /**
     * The end of a session that was open when its process was killed: its last known usage and
     * time, Acct-Terminate-Cause NAS-Reboot.
     */
    static Waiting endOf(long seq, Waiting open) {
        Kind end = open.kind().end();
        Attributes head = new Attributes().add(Type.ACCT_STATUS_TYPE, end.statusType());
        Attributes tail = new Attributes();
        if (!has(open.attributes(), Type.ACCT_SESSION_TIME)) {
            addUsage(tail, Usage.NONE);
        }
        tail.add(Type.ACCT_TERMINATE_CAUSE, NAS_REBOOT);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.octets());
        byte[] octets = open.attributes();
        for (int at = 0; at + 2 <= octets.length; at += length(octets, at)) {
            if (octets[at] != Type.ACCT_STATUS_TYPE) {
                all.write(octets, at, Math.min(length(octets, at), octets.length - at));
            }
        }
        all.writeBytes(tail.octets());
        return new Waiting(seq, open.session(), end, open.eventSeconds(), all.toByteArray());
    }

    private static boolean has(byte[] octets, int type) {
        for (int at = 0; at + 2 <= octets.length; at += length(octets, at)) {
            if ((octets[at] & 0xff) == type) {
                return true;
            }
        }
        return false;
    }

    private static int length(byte[] octets, int at) {
        return Math.max(2, octets[at + 1] & 0xff);
    }
}
