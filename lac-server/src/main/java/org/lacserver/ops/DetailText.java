package org.lacserver.ops;

import java.util.List;

/** One call from its line to its accounting, for people. */
final class DetailText {
    private DetailText() {}

    static String render(CallDetail call) {
        StringBuilder out = new StringBuilder();
        CallDetail.AccessLine line = call.line();
        out.append("call ").append(call.id());
        out.append(call.csn() == 0 ? "" : "  csn " + Long.toUnsignedString(call.csn()));
        out.append("  user ").append(call.user().isEmpty() ? "-" : Text.quoted(call.user()));
        out.append(line.mac().isEmpty() ? "" : "  mac " + line.mac()).append('\n');
        row(
                out,
                "line",
                (line.port().isEmpty() ? "none yet" : "port " + Text.printable(line.port()))
                        + (line.pppoeSession() == 0 ? "" : "  pppoe session " + line.pppoeSession())
                        + (line.mru() == 0 ? "" : "  mru up to " + line.mru())
                        + named("  service ", line.service())
                        + named("  circuit ", line.circuit())
                        + named("  remote ", line.remote())
                        + (line.downKbps() == 0 && line.upKbps() == 0
                                ? ""
                                : "  down "
                                        + Text.count(line.downKbps())
                                        + "k up "
                                        + Text.count(line.upKbps())
                                        + "k"));
        row(
                out,
                "state",
                call.state()
                        + " "
                        + Text.duration(call.seconds())
                        + "  "
                        + call.method()
                        + (call.setupMillis() < 0
                                ? ""
                                : "  set up in " + call.setupMillis() + "ms"));
        row(out, "dialled", call.dialled() == null ? "" : Text.quoted(call.dialled()));
        row(
                out,
                "lookup",
                (call.lookup().isEmpty() ? "no answer yet" : Text.printable(call.lookup()))
                        + (call.choices().isEmpty()
                                ? ""
                                : "  " + call.choices().size() + " of its LNSs considered"));
        for (CallDetail.Choice choice : call.choices()) {
            row(out, "", choice(choice, call.choices()));
        }
        CallDetail.Path tunnel = call.tunnel();
        row(
                out,
                "tunnel",
                tunnel == null
                        ? "none"
                        : Text.printable(tunnel.lns())
                                + "  local "
                                + tunnel.localTunnel()
                                + "/"
                                + tunnel.localSession()
                                + " "
                                + tunnel.local()
                                + "  remote "
                                + tunnel.peerTunnel()
                                + "/"
                                + tunnel.peerSession()
                                + " "
                                + tunnel.peer()
                                + named("  host name ", tunnel.peerHostName()));
        row(out, "speed", call.speed() == null ? "" : speed(call.speed()));
        CallDetail.Link link = call.link();
        row(
                out,
                "link",
                link == null
                        ? ""
                        : "ACCM to the caller "
                                + link.sendAccm()
                                + ", from him "
                                + link.receiveAccm()
                                + named("  LNS's LCP options sent ", link.lnsSent())
                                + named("  received ", link.lnsReceived()));
        row(
                out,
                "data",
                "up "
                        + traffic(call.data().upOctets(), call.data().upFrames())
                        + "  down "
                        + traffic(call.data().downOctets(), call.data().downFrames())
                        + (call.data().downLost() == 0
                                ? ""
                                : "  lost " + Text.count(call.data().downLost()) + " frames"));
        row(out, "path", way(call.way()));
        row(out, "account", Text.printable(call.accounting()));
        return out.toString();
    }

    private static String way(CallDetail.Way way) {
        String why = way.why().isEmpty() ? "" : "  (" + Text.printable(way.why()) + ")";
        return way.path().equals("none") ? "" : way.path() + why;
    }

    /** What has become of a new speed, in one line. */
    static String speedSet(CallDetail call) {
        CallDetail.Speed speed = call.speed();
        if (speed == null) {
            return "call " + call.id() + ": no speed is known";
        }
        String now = Text.speeds(speed.downBps(), speed.upBps());
        return "call "
                + call.id()
                + (call.user().isEmpty() ? "" : " of " + Text.printable(call.user()))
                + ": "
                + now
                + "; "
                + told(call, speed, now);
    }

    private static String told(CallDetail call, CallDetail.Speed speed, String now) {
        CallDetail.Path tunnel = call.tunnel();
        String lns = tunnel == null ? "its LNS" : Text.printable(tunnel.lns());
        if (call.dialled() != null) {
            return lns + " is not told, for it placed the call";
        }
        if (tunnel == null || !call.state().equals("established")) {
            return lns + " is told when the call is established";
        }
        if (!speed.csun()) {
            return lns + " is not told: connect-speed-update is no for it";
        }
        String told = Text.speeds(speed.toldDownBps(), speed.toldUpBps());
        return lns + " is told " + (told.equals(now) ? "(CSUN)" : told + " (CSUN)");
    }

    private static String speed(CallDetail.Speed speed) {
        String told = Text.speeds(speed.toldDownBps(), speed.toldUpBps());
        return Text.speeds(speed.downBps(), speed.upBps())
                + (speed.toldDownBps() == 0 && speed.toldUpBps() == 0 ? "" : "  LNS told " + told)
                + (speed.csun() ? "  CSUN on" : "  CSUN off");
    }

    private static String choice(CallDetail.Choice choice, List<CallDetail.Choice> all) {
        int width = all.stream().mapToInt(c -> c.lns().length()).max().orElse(0);
        return (choice.tag() == 0 ? "" : "tag " + choice.tag() + "  ")
                + Text.printable(choice.lns())
                + " ".repeat(Math.max(0, width - choice.lns().length()))
                + (choice.lns().equals(choice.address()) ? "" : "  " + choice.address())
                + "  preference "
                + choice.preference()
                + "  "
                + Text.printable(choice.outcome())
                + (choice.tookMillis() < 0 ? "" : " after " + choice.tookMillis() + "ms")
                + (choice.atMillis() == 0 ? "" : ", at " + choice.atMillis() + "ms");
    }

    private static String traffic(long octets, long frames) {
        return Text.octets(octets) + " octets/" + Text.octets(frames) + " frames";
    }

    private static String named(String name, @org.jspecify.annotations.Nullable String value) {
        return value == null || value.isEmpty() ? "" : name + Text.quoted(value);
    }

    /** Nothing for a line that has nothing to say. */
    private static void row(StringBuilder out, String title, String text) {
        if (text.isEmpty()) {
            return;
        }
        String padded = " " + title + " ".repeat(Math.max(0, 9 - title.length()));
        out.append((padded + text).stripTrailing()).append('\n');
    }
}
