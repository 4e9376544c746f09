package org.lacserver.radius.dynauth;

import org.jspecify.annotations.Nullable;
import org.lacserver.radius.client.RadiusSettings.Require;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Who may send requests, and what they must look like.
 *
 * @param listen where they arrive
 * @param clients of those whose prefix holds the sender's address, the longest prefix counts
 * @param nasIdentifier ours
 * @param nasAddresses ours: what NAS-IP-Address and NAS-IPv6-Address may be
 * @param window how far Event-Timestamp may be off, and how long an answer is kept for the same
 *     request (RFC 5176 §6.3: one window for both)
 * @param timestampRequired whether a request without Event-Timestamp is dropped
 * @param require whether a request must carry Message-Authenticator
 */
public record DynamicSettings(
        InetSocketAddress listen,
        List<Client> clients,
        String nasIdentifier,
        Set<InetAddress> nasAddresses,
        Duration window,
        boolean timestampRequired,
        Require require) {

    /** RFC 5176 §2.3. */
    public static final int DEFAULT_PORT = 3799;

    /** RFC 5176 §6.3. */
    public static final Duration DEFAULT_WINDOW = Duration.ofMinutes(5);

    public DynamicSettings {
        clients = List.copyOf(clients);
        nasAddresses = Set.copyOf(nasAddresses);
    }

    /**
     * A client, or a network of them.
     *
     * @param network its address
     * @param bits the prefix's length
     * @param realms whose users' sessions it may touch, in lower case; empty for all
     */
    public record Client(InetAddress network, int bits, String secret, List<String> realms) {
        public Client {
            realms = List.copyOf(realms);
        }

        boolean holds(InetAddress address) {
            byte[] own = network.getAddress();
            byte[] other = address.getAddress();
            if (own.length != other.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((own[bit >> 3] ^ other[bit >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return network.getHostAddress() + "/" + bits + ", secret ***";
        }
    }

    @Nullable Client clientAt(InetAddress address) {
        Client best = null;
        for (Client client : clients) {
            if (client.holds(address) && (best == null || client.bits() > best.bits())) {
                best = client;
            }
        }
        return best;
    }
}
