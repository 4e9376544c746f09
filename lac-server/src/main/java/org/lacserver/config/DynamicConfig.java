package org.lacserver.config;

import org.jspecify.annotations.Nullable;
import org.lacserver.config.RadiusConfig.MessageAuthenticator;
import org.lacserver.port.Secret;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Who may end and change calls (RFC 5176).
 *
 * @param address where requests arrive; null for every address of the box
 * @param clients nobody but these; with none nothing is listened to
 */
public record DynamicConfig(
        int port,
        @Nullable InetAddress address,
        Duration window,
        Timestamp timestamp,
        MessageAuthenticator messageAuthenticator,
        List<Client> clients) {
    public DynamicConfig {
        clients = List.copyOf(clients);
    }

    /** Whether a request has to tell when it was sent. */
    public enum Timestamp {
        REQUIRED,
        OPTIONAL
    }

    /**
     * One that may ask.
     *
     * @param realms whose users' calls it may touch, in lower case; empty for all
     */
    public record Client(AddressPrefix address, Secret secret, List<String> realms) {
        public Client {
            realms = List.copyOf(realms);
        }
    }

    static DynamicConfig read(Section s, Problems problems) {
        List<Client> clients = new ArrayList<>();
        for (Section item : s.items("clients")) {
            Client client =
                    new Client(
                            item.get(Keys.DYNAMIC_CLIENT),
                            item.get(Keys.DYNAMIC_SECRET),
                            item.get(Keys.DYNAMIC_REALMS).stream()
                                    .map(realm -> realm.toLowerCase(Locale.ROOT))
                                    .toList());
            boolean isTaken =
                    clients.stream().anyMatch(other -> other.address().equals(client.address()));
            if (isTaken && item.has(Keys.DYNAMIC_CLIENT)) {
                problems.add(
                        item.lineOf(Keys.DYNAMIC_CLIENT),
                        item.shown("address") + ": " + client.address() + " stands here twice");
            }
            clients.add(client);
        }
        return new DynamicConfig(
                s.get(Keys.DYNAMIC_PORT),
                s.get(Keys.DYNAMIC_ADDRESS).orElse(null),
                s.get(Keys.DYNAMIC_WINDOW),
                s.get(Keys.DYNAMIC_TIMESTAMP),
                s.get(Keys.DYNAMIC_MESSAGE_AUTHENTICATOR),
                clients);
    }
}
