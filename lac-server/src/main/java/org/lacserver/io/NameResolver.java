package org.lacserver.io;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsCache;
import io.netty.resolver.dns.DnsCacheEntry;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.lacserver.io.NameCache.Family;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Asks DNS for the addresses of names, on a thread of its own. Safe from any thread. */
public final class NameResolver implements AutoCloseable {
    private static final Duration UNTOLD = Duration.ofMinutes(1);
    private static final long TICK_MILLIS = 1000;

    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop loop;
    private final ScheduledFuture<?> ticking;
    private final NameCache cache = new NameCache(this::ask);
    private final Map<Family, DnsNameResolver> resolvers = new EnumMap<>(Family.class);
    private final Map<Family, Lives> lives = new EnumMap<>(Family.class);

    /**
     * @param servers empty: those of the system
     * @param timeout of one query to one server
     * @param hasIpv4 whether IPv4 addresses are of use
     * @param hasIpv6 the same of IPv6
     */
    public NameResolver(
            List<InetSocketAddress> servers, Duration timeout, boolean hasIpv4, boolean hasIpv6) {
        group =
                new MultiThreadIoEventLoopGroup(
                        1, new DefaultThreadFactory("lac-names", true), NioIoHandler.newFactory());
        loop = group.next();
        if (hasIpv4) {
            open(Family.IPV4, ResolvedAddressTypes.IPV4_ONLY, servers, timeout);
        }
        if (hasIpv6) {
            open(Family.IPV6, ResolvedAddressTypes.IPV6_ONLY, servers, timeout);
        }
        ticking =
                loop.scheduleAtFixedRate(
                        this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void open(
            Family family,
            ResolvedAddressTypes types,
            List<InetSocketAddress> servers,
            Duration timeout) {
        Lives ttls = new Lives();
        DnsNameResolverBuilder builder =
                new DnsNameResolverBuilder(loop)
                        .datagramChannelType(NioDatagramChannel.class)
                        .socketChannelType(NioSocketChannel.class)
                        .resolvedAddressTypes(types)
                        .searchDomains(List.of())
                        .queryTimeoutMillis(timeout.toMillis())
                        .resolveCache(ttls);
        if (!servers.isEmpty()) {
            builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers));
        }
        lives.put(family, ttls);
        resolvers.put(family, builder.build());
    }

    /**
     * Never blocks; {@code then} is called once, on this object's thread.
     *
     * @param ipv4 whether its IPv4 addresses are wanted
     * @param ipv6 the same of IPv6
     */
    public void resolve(String name, boolean ipv4, boolean ipv6, Consumer<Resolved> then) {
        List<NameCache.Key> keys = new ArrayList<>();
        String lower = normal(name);
        if (ipv4 && resolvers.containsKey(Family.IPV4)) {
            keys.add(new NameCache.Key(lower, Family.IPV4));
        }
        if (ipv6 && resolvers.containsKey(Family.IPV6)) {
            keys.add(new NameCache.Key(lower, Family.IPV6));
        }
        if (keys.isEmpty()) {
            then.accept(new Resolved(List.of(), "no address of ours is of its family"));
            return;
        }
        try {
            loop.execute(() -> new Merge(keys, then).begin());
        } catch (RejectedExecutionException e) {
            then.accept(new Resolved(List.of(), "the resolver is closed"));
        }
    }

    /** The answers of both families as one. */
    private final class Merge {
        private final List<NameCache.Key> keys;
        private final Consumer<Resolved> then;
        private final Map<NameCache.Key, Resolved> all = new HashMap<>();

        Merge(List<NameCache.Key> keys, Consumer<Resolved> then) {
            this.keys = keys;
            this.then = then;
        }

        void begin() {
            for (NameCache.Key key : keys) {
                cache.wanted(System.nanoTime(), key, found -> heard(key, found));
            }
        }

        private void heard(NameCache.Key key, Resolved found) {
            all.put(key, found);
            if (all.size() < keys.size()) {
                return;
            }
            List<InetAddress> addresses = new ArrayList<>();
            String fault = "";
            for (NameCache.Key each : keys) {
                Resolved one = all.getOrDefault(each, found);
                addresses.addAll(one.addresses());
                fault = fault.isEmpty() ? one.fault() : fault;
            }
            then.accept(new Resolved(addresses, addresses.isEmpty() ? fault : ""));
        }
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private void ask(NameCache.Key key) {
        DnsNameResolver resolver = resolvers.get(key.family());
        if (resolver == null) {
            throw new IllegalStateException("asked for " + key.family());
        }
        loop.execute(
                () ->
                        resolver.resolveAll(key.name() + ".")
                                .addListener(
                                        (Future<List<InetAddress>> done) -> answered(key, done)));
    }

    private void answered(NameCache.Key key, Future<List<InetAddress>> done) {
        long now = System.nanoTime();
        Duration life = lives.getOrDefault(key.family(), new Lives()).of(key.name());
        if (done.isSuccess()) {
            cache.answered(now, key, done.getNow(), life);
        } else if (isGone(done.cause())) {
            cache.gone(now, key, "DNS knows no such name");
        } else {
            cache.failed(now, key, "DNS does not answer");
        }
    }

    /** RFC 8767 §4: that a name is no more is an answer, and the old ones are void. */
    private static boolean isGone(Throwable cause) {
        return cause instanceof UnknownHostException
                && cause.getCause() instanceof DnsErrorCauseException error
                && error.getCode().equals(DnsResponseCode.NXDOMAIN);
    }

    private void tick() {
        cache.tick(System.nanoTime());
    }

    public Map<String, Long> counters() {
        Map<String, Long> all = new TreeMap<>();
        cache.counts()
                .forEach(
                        (count, value) -> {
                            String name = count.name().toLowerCase(Locale.ROOT).replace('_', '-');
                            all.put("names-" + name, value);
                        });
        return all;
    }

    @Override
    public void close() {
        ticking.cancel(false);
        resolvers.values().forEach(DnsNameResolver::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Keeps nothing but how long the answer to a question in flight may be believed. */
    private static final class Lives implements DnsCache {
        private final Map<String, Long> seconds = new HashMap<>();

        /** Forgotten with it. */
        Duration of(String name) {
            Long ttl = seconds.remove(name);
            return ttl == null ? UNTOLD : Duration.ofSeconds(ttl);
        }

        @Override
        public void clear() {
            seconds.clear();
        }

        @Override
        public boolean clear(String hostname) {
            return seconds.remove(normal(hostname)) != null;
        }

        @Override
        public @Nullable List<? extends DnsCacheEntry> get(
                String hostname, DnsRecord @Nullable [] additionals) {
            return null;
        }

        @Override
        public DnsCacheEntry cache(
                String hostname,
                DnsRecord @Nullable [] additionals,
                InetAddress address,
                long originalTtl,
                EventLoop eventLoop) {
            seconds.merge(normal(hostname), originalTtl, Math::min);
            return new Kept(address, null);
        }

        @Override
        public DnsCacheEntry cache(
                String hostname,
                DnsRecord @Nullable [] additionals,
                Throwable cause,
                EventLoop eventLoop) {
            return new Kept(null, cause);
        }
    }

    private record Kept(@Nullable InetAddress address, @Nullable Throwable cause)
            implements DnsCacheEntry {}
}
