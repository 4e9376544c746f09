package org.lacserver.radius.accounting;

import org.lacserver.radius.accounting.AccountingRecord.Tunnel;
import org.lacserver.radius.accounting.AccountingRecord.Usage;
import org.lacserver.radius.client.AccessLine;
import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Attributes;
import org.lacserver.radius.client.Question;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.Type;

import java.net.Inet4Address;
import java.util.List;
import java.util.function.BiConsumer;

/** One record's Accounting-Request (RFC 2866, 2867, 2869). */
final class RecordQuestion implements Question {
    private static final long NANOS = 1_000_000_000L;
    private static final int FRAMED = 2;
    private static final int PPP = 1;
    private static final int L2TP = 3;
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;

    private final RadiusSettings settings;
    final AccountingRecord record;
    private final long givenNanos;

    /** The record, and why it was not taken: empty when it was. */
    private final BiConsumer<RecordQuestion, String> then;

    RecordQuestion(
            RadiusSettings settings,
            AccountingRecord record,
            long givenNanos,
            BiConsumer<RecordQuestion, String> then) {
        this.settings = settings;
        this.record = record;
        this.givenNanos = givenNanos;
        this.then = then;
    }

    @Override
    public Attributes attributes(Server server, long nowNanos) {
        Attributes attributes = new Attributes();
        attributes.add(Type.ACCT_STATUS_TYPE, record.kind().statusType());
        attributes.add(Type.ACCT_SESSION_ID, record.acctSessionId());
        attributes.add(Type.ACCT_MULTI_SESSION_ID, record.multiSessionId());
        attributes.add(Type.USER_NAME, record.userName());
        attributes.addNas(settings);
        AccessLine line = record.line();
        if (line != null) {
            attributes.add(Type.SERVICE_TYPE, FRAMED).add(Type.FRAMED_PROTOCOL, PPP);
            attributes.addLine(line);
        }
        attributes.add(Type.EVENT_TIMESTAMP, record.eventEpochSeconds());
        // RFC 2866 §5.2: how long this copy is late
        attributes.add(Type.ACCT_DELAY_TIME, (nowNanos - givenNanos) / NANOS);
        if (record.authentic() > 0) {
            attributes.add(Type.ACCT_AUTHENTIC, record.authentic());
        }
        addUsage(attributes);
        addTunnel(attributes);
        if (record.terminateCause() > 0) {
            attributes.add(Type.ACCT_TERMINATE_CAUSE, record.terminateCause());
        }
        record.classes().forEach(value -> attributes.add(Type.CLASS, value));
        return attributes;
    }

    private void addUsage(Attributes attributes) {
        Usage usage = record.usage();
        if (usage == null) {
            return;
        }
        // RFC 2869 §5.1, §5.2: gigawords are how often 2^32 went round
        attributes
                .add(Type.ACCT_SESSION_TIME, usage.sessionSeconds())
                .add(Type.ACCT_INPUT_OCTETS, usage.inputOctets())
                .add(Type.ACCT_INPUT_GIGAWORDS, usage.inputOctets() >>> 32)
                .add(Type.ACCT_OUTPUT_OCTETS, usage.outputOctets())
                .add(Type.ACCT_OUTPUT_GIGAWORDS, usage.outputOctets() >>> 32)
                .add(Type.ACCT_INPUT_PACKETS, usage.inputPackets())
                .add(Type.ACCT_OUTPUT_PACKETS, usage.outputPackets());
        if (record.tunnel() != null) {
            attributes.add(Type.ACCT_TUNNEL_PACKETS_LOST, usage.packetsLost());
        }
        if (record.linkCount() > 0) {
            attributes.add(Type.ACCT_LINK_COUNT, record.linkCount());
        }
    }

    private void addTunnel(Attributes attributes) {
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

    @Override
    public void answered(Attempt attempt, int code, List<Attribute> attributes, long rttNanos) {
        then.accept(this, "");
    }

    @Override
    public void unanswered(String reason) {
        then.accept(this, reason);
    }
}
