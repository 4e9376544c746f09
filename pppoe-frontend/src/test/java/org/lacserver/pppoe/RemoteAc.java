package org.lacserver.pppoe;

import org.lacserver.pppoe.Caller.Seen;

/** A remote Access Concentrator for tests, which writes its own frames through a {@link Caller}. */
final class RemoteAc {
    static final long MAC = 0x02_00_5e_20_00_01L;
    static final byte[] COOKIE = Caller.HEX.parseHex("c00c1e0012ff");

    /** Its place on the access port: what it sends and hears. */
    final Caller port;

    String name = "bras1";
    String service = "";
    byte[] hostUniq = {};

    RemoteAc(Frontend frontend, long mac, String vlans) {
        port = new Caller(frontend, mac, vlans);
    }

    /** Another one that has heard the same PADI. */
    RemoteAc(RemoteAc other, long mac, String vlans) {
        this(other.port.frontend, mac, vlans);
        port.now = other.port.now;
        port.shareWith(other.port);
        hostUniq = other.hostUniq;
        service = other.service;
    }

    /** Takes the next frame for a PADI; its Host-Uniq. */
    byte[] heardPadi() {
        return heard(port.next(), 0x09);
    }

    byte[] heardPadr() {
        return heard(port.next(), 0x19);
    }

    private byte[] heard(Seen frame, int code) {
        byte[] found = frame.tag(0x0103);
        byte[] wanted = frame.tag(0x0101);
        if (frame.code() != code || found == null || wanted == null) {
            throw new AssertionError("not " + code + ": " + frame);
        }
        hostUniq = found;
        service = new String(wanted, java.nio.charset.StandardCharsets.UTF_8);
        return found;
    }

    byte[] cookie() {
        return Caller.tag(0x0104, COOKIE);
    }

    byte[] padoTags(byte[]... more) {
        return Caller.join(
                Caller.tag(0x0102, Caller.text(name)),
                Caller.tag(0x0101, Caller.text(service)),
                Caller.tag(0x0103, hostUniq),
                Caller.join(more));
    }

    void pado(byte[]... more) {
        byte[] tags = padoTags(Caller.join(more.length == 0 ? new byte[][] {cookie()} : more));
        port.send(port.build(Caller.LAC, 0x8863, 0x07, 0, tags));
    }

    void padoFor(Seen padi) {
        heard(padi, 0x09);
        pado();
    }

    byte[] padsTags(byte[]... more) {
        return Caller.join(
                Caller.tag(0x0101, Caller.text(service)),
                Caller.join(more),
                Caller.tag(0x0103, hostUniq));
    }

    void pads(int sessionId, byte[]... more) {
        port.sessionId = sessionId;
        port.send(port.build(Caller.LAC, 0x8863, 0x65, sessionId, padsTags(more)));
    }

    /** From the PADI heard next to the PADS. */
    void answers(int sessionId) {
        heardPadi();
        pado();
        heardPadr();
        pads(sessionId);
    }
}
