package org.lacserver.wiring;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.DynamicConfig;
import org.lacserver.config.LacConfig;
import org.lacserver.engine.Engine;
import org.lacserver.io.EngineThread;
import org.lacserver.port.CallView;
import org.lacserver.port.Candidate;
import org.lacserver.port.Command;
import org.lacserver.port.Event.CallFacts;
import org.lacserver.radius.client.RadiusSettings.Require;
import org.lacserver.radius.dynauth.DynamicSettings;
import org.lacserver.radius.lookup.Endpoint;
import org.lacserver.radius.lookup.TunnelSet;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/** The running box as {@link DynamicDesk} needs it, and what its configuration says. */
final class DynamicCalls implements DynamicDesk.Calls {
    private final Daemon daemon;
    private final EngineThread thread;

    DynamicCalls(Daemon daemon, EngineThread thread) {
        this.daemon = daemon;
        this.thread = thread;
    }

    static DynamicSettings settings(LacConfig config) throws SocketException {
        DynamicConfig own = config.dynamic();
        InetAddress address = own.address();
        return new DynamicSettings(
                address == null
                        ? new InetSocketAddress(own.port())
                        : new InetSocketAddress(address, own.port()),
                own.clients().stream().map(DynamicCalls::client).toList(),
                config.radius().nasIdentifier(),
                addresses(config),
                own.window(),
                own.timestamp() == DynamicConfig.Timestamp.REQUIRED,
                switch (own.messageAuthenticator()) {
                    case YES -> Require.YES;
                    case AUTO -> Require.AUTO;
                    case NO -> Require.NO;
                });
    }

    private static DynamicSettings.Client client(DynamicConfig.Client client) {
        return new DynamicSettings.Client(
                client.address().network(),
                client.address().bits(),
                new String(client.secret().reveal(), StandardCharsets.UTF_8),
                client.realms());
    }

    /** A proxy may put in whichever of the box's addresses it knows (RFC 5176 §3). */
    private static Set<InetAddress> addresses(LacConfig config) throws SocketException {
        Set<InetAddress> all = new HashSet<>();
        InetAddress configured = config.radius().nasIpAddress();
        if (configured != null) {
            all.add(configured);
        }
        Settings.localAddresses(config).forEach(local -> all.add(local.getAddress()));
        NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(DynamicCalls::withoutScope)
                .forEach(all::add);
        return all;
    }

    private static InetAddress withoutScope(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e); // as many octets as it came with
        }
    }

    private Engine engine() {
        return daemon.box().engine();
    }

    @Override
    public @Nullable CallView call(long callId) {
        return engine().call(callId);
    }

    @Override
    public List<Long> callIds() {
        return engine().callIds();
    }

    @Override
    public void command(long nowNanos, Command command) {
        daemon.box().onCommand(nowNanos, command);
    }

    @Override
    public void termsChanged(long nowNanos, CallFacts facts, boolean isInterim) {
        daemon.accounting().changed(facts);
        if (isInterim) {
            daemon.accounting().changed(nowNanos, facts.callId(), facts.terms().interimSeconds());
        }
    }

    /** A name is none: by the time that DNS has answered, its client has given up. */
    @Override
    public List<Candidate> candidates(List<TunnelSet> sets) {
        List<Candidate> candidates = new ArrayList<>();
        for (TunnelSet set : sets) {
            if (set.client() instanceof Endpoint.Name
                    || !(set.server() instanceof Endpoint.Address(InetAddress server))) {
                return List.of();
            }
            candidates.add(TunnelList.candidate(set, server.getHostAddress(), server));
        }
        return candidates;
    }

    @Override
    public boolean execute(LongConsumer step) {
        return thread.execute(step);
    }
}
