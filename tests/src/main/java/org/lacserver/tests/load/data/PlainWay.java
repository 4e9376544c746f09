package org.lacserver.tests.load.data;

import java.io.IOException;
import java.util.List;

/** What moves frames as they are: the yardsticks. */
final class PlainWay implements Way {
    private static final int MOST_SESSIONS = 65_535;
    private static final int PEER = 0x0a4d0002;
    private static final int OWN = 0x0a4d0001;
    private static final int PORT = 1701;
    private static final int TUNNEL = 100;

    private final String name;
    private final Site site;
    private final boolean checksum;

    private PlainWay(String name, Site site, boolean checksum) {
        this.name = name;
        this.site = site;
        this.checksum = checksum;
    }

    /** Nothing but a redirect from interface to interface: the least that XDP can do. */
    static PlainWay redirect(Meter meter, Site site, boolean checksum)
            throws IOException, InterruptedException {
        Kernel.in(
                site.pid(),
                () -> {
                    meter.devices(Site.CORE_PORT, Site.ACCESS_PORT);
                    meter.attach("redirect_up", Site.ACCESS_PORT);
                    meter.attach("redirect_down", Site.CORE_PORT);
                    return true;
                });
        return new PlainWay("redirect", site, checksum);
    }

    /** Linux's bridge, which has learnt both addresses. */
    static PlainWay bridge(Site site, boolean checksum) throws IOException, InterruptedException {
        site.there("ip", "link", "add", "br0", "type", "bridge", "stp_state", "0");
        site.there("sysctl", "-qw", "net.ipv6.conf.br0.disable_ipv6=1");
        for (String port : List.of(Site.ACCESS_PORT, Site.CORE_PORT)) {
            site.there("ip", "link", "set", port, "master", "br0");
        }
        site.there("ip", "link", "set", "br0", "up");
        String[] caller = {Site.text(Site.CALLER), "dev", Site.ACCESS_PORT, "master", "static"};
        String[] lns = {Site.text(Site.LNS), "dev", Site.CORE_PORT, "master", "static"};
        site.there(
                "bridge", "fdb", "replace", caller[0], caller[1], caller[2], caller[3], caller[4]);
        site.there("bridge", "fdb", "replace", lns[0], lns[1], lns[2], lns[3], lns[4]);
        site.receiveInBatches();
        return new PlainWay("bridge", site, checksum);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String here(Direction from) {
        return site.here(from);
    }

    @Override
    public int sessions() {
        return MOST_SESSIONS;
    }

    @Override
    public String whyNotMore() {
        return "a session id has 16 bits";
    }

    @Override
    public boolean isInKernel() {
        return true;
    }

    @Override
    public boolean hasChecksum() {
        return checksum;
    }

    @Override
    public boolean isJava() {
        return false;
    }

    @Override
    public byte[] frame(Direction direction, byte[] packet) {
        return frame(direction, 0, packet);
    }

    private byte[] frame(Direction direction, int id, byte[] packet) {
        return direction == Direction.UP
                ? Frames.pppoe(Site.LNS, Site.CALLER, id, packet)
                : Frames.l2tp(Site.CALLER, Site.LNS, PEER, OWN, PORT, TUNNEL, id, packet, checksum);
    }

    @Override
    public int[] ids(Direction direction, int session) {
        return new int[] {session + 1, (int) Site.CALLER & 0xffff};
    }

    @Override
    public Frames.Found check(Direction direction, int session, byte[] frame, byte[] packet) {
        byte[] sent = frame(direction, session + 1, packet);
        int at = direction == Direction.UP ? Frames.PPPOE_IP : Frames.L2TP_IP;
        return Frames.isSame(frame, sent, at);
    }

    @Override
    public Cost cost() {
        return Cost.NONE;
    }

    @Override
    public List<String> says() {
        return List.of();
    }

    @Override
    public void close() {
        site.close();
    }
}
