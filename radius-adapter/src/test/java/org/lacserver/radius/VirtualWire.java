package org.lacserver.radius;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.RadiusPackets.Request;
import org.lacserver.radius.client.Counter;
import org.lacserver.radius.client.Exchanges;
import org.lacserver.radius.client.Link;
import org.lacserver.radius.client.RadiusSettings;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.client.TlsSettings;
import org.lacserver.radius.client.UdpLoop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The network and the clock of a core without I/O: what was sent, and time that jumps. */
public final class VirtualWire implements Exchanges.Wire, Exchanges.Watcher {
    public static final String SECRET = "s3cret";

    /** A request as it went out. */
    public record Sent(int port, InetSocketAddress to, Request request) {
        public String server() {
            return "r" + to.getAddress().getAddress()[3];
        }
    }

    public final List<Sent> sent = new ArrayList<>();
    public final List<String> events = new ArrayList<>();

    /** Connections asked for and not closed since, in order. */
    public final List<Link> links = new ArrayList<>();

    public long nowNanos = -5_000_000_000L; // the clock's zero is anywhere

    private UdpLoop.@Nullable Core core;

    public <C extends UdpLoop.Core> C attach(C attached) {
        core = attached;
        return attached;
    }

    /** Servers r1..rn at 192.0.2.1.., one second, two retries. */
    public static RadiusSettings settings(int servers, Require require) {
        List<Server> list = new ArrayList<>();
        for (int i = 1; i <= servers; i++) {
            list.add(
                    new Server(
                            "r" + i,
                            InetAddress.ofLiteral("192.0.2." + i),
                            1812,
                            1813,
                            SECRET,
                            Duration.ofSeconds(1),
                            2,
                            require));
        }
        return RadiusSettings.of("lac1", list);
    }

    public static Server withStatus(Server s, Duration interval) {
        return with(s, s.weight(), s.deadTime(), s.sourceAddress(), interval, s.tls());
    }

    public static Server withWeight(Server s, int weight) {
        return with(s, weight, s.deadTime(), s.sourceAddress(), s.statusInterval(), s.tls());
    }

    public static Server withTls(Server s, TlsSettings tls) {
        return with(s, s.weight(), s.deadTime(), s.sourceAddress(), s.statusInterval(), tls);
    }

    public static Server withOwn(Server s, Duration deadTime, InetAddress source) {
        return with(s, s.weight(), deadTime, source, s.statusInterval(), s.tls());
    }

    private static Server with(
            Server s,
            int weight,
            @Nullable Duration deadTime,
            @Nullable InetAddress source,
            @Nullable Duration statusInterval,
            @Nullable TlsSettings tls) {
        return new Server(
                s.name(),
                s.address(),
                s.authenticationPort(),
                s.accountingPort(),
                s.secret(),
                s.timeout(),
                s.retries(),
                s.require(),
                weight,
                deadTime,
                source,
                statusInterval,
                tls);
    }

    @Override
    public void send(int sourcePort, InetSocketAddress to, byte[] octets) {
        sent.add(new Sent(sourcePort, to, new Request(octets)));
    }

    @Override
    public void connect(Link link) {
        links.add(link);
        events.add(name(link) + " connects");
    }

    @Override
    public void send(Link link, byte[] octets) {
        assertThat(links).contains(link);
        sent.add(new Sent(link.number(), link.to(), new Request(octets)));
    }

    @Override
    public void close(Link link) {
        assertThat(links.remove(link)).isTrue();
        events.add(name(link) + " closed by us");
    }

    private static String name(Link link) {
        return link.server().name() + "/" + link.number();
    }

    /** What befalls the connection {@code number} to {@code server}. */
    public void tells(String server, int number, Link.News news) {
        Link link =
                links.stream()
                        .filter(l -> l.server().name().equals(server) && l.number() == number)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no connection to " + server));
        if (news instanceof Link.News.Failed || news instanceof Link.News.Closed) {
            links.remove(link);
        }
        core().onLink(link, news, nowNanos);
    }

    /** Octets over the connection that {@code to} went over. */
    public void deliverOver(Sent to, byte[] octets) {
        tells(to.server(), to.port(), new Link.News.Received(octets));
    }

    @Override
    public void isSilentToStatus(String server) {
        events.add(server + " does not know Status-Server");
    }

    @Override
    public void connected(String server) {
        events.add(server + " connected");
    }

    @Override
    public void disconnected(String server, String why) {
        events.add(server + " disconnected: " + why);
    }

    @Override
    public void died(String server, int unanswered) {
        events.add(server + " died after " + unanswered);
    }

    @Override
    public void returned(String server) {
        events.add(server + " returned");
    }

    @Override
    public void dropped(String server, Counter why) {
        events.add(server + " sent " + why.label());
    }

    private UdpLoop.Core core() {
        if (core == null) {
            throw new AssertionError("nothing attached");
        }
        return core;
    }

    public Sent last() {
        return sent.getLast();
    }

    /** Who got a request, in order. */
    public List<String> servers() {
        return sent.stream().map(Sent::server).toList();
    }

    /** Octets from where {@code to} went to where it came from. */
    public void deliver(Sent to, byte[] octets) {
        core().onDatagram(to.port(), to.to(), octets, nowNanos);
    }

    public void deliverFrom(InetSocketAddress from, int port, byte[] octets) {
        core().onDatagram(port, from, octets, nowNanos);
    }

    /** Runs every deadline within {@code duration}. */
    public void passes(Duration duration) {
        long until = nowNanos + duration.toNanos();
        for (long next = core().nextDeadlineNanos();
                next != Long.MAX_VALUE && next - until <= 0;
                next = core().nextDeadlineNanos()) {
            nowNanos = Math.max(nowNanos, next);
            core().onDeadline(nowNanos);
        }
        nowNanos = until;
    }

    /** As {@link #passes}, with each request answered at once as {@code answer} says. */
    public void passesAnswering(Duration duration, Function<Sent, byte @Nullable []> answer) {
        long until = nowNanos + duration.toNanos();
        int seen = answerFrom(0, answer);
        for (long next = core().nextDeadlineNanos();
                next != Long.MAX_VALUE && next - until <= 0;
                next = core().nextDeadlineNanos()) {
            nowNanos = Math.max(nowNanos, next);
            core().onDeadline(nowNanos);
            seen = answerFrom(seen, answer);
        }
        nowNanos = until;
    }

    /** Answers what was sent from index {@code from} on, and what that brings about. */
    public int answerFrom(int from, Function<Sent, byte @Nullable []> answer) {
        int at = from;
        while (at < sent.size()) {
            Sent next = sent.get(at++);
            byte[] reply = answer.apply(next);
            if (reply != null) {
                deliver(next, reply);
            }
        }
        return at;
    }
}
