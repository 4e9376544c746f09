package org.lacserver.radius.lookup;

import org.lacserver.radius.client.Attribute;
import org.lacserver.radius.client.Question.Attempt;
import org.lacserver.radius.client.RadiusSettings.Server;
import org.lacserver.radius.vendor.VendorTable;

import java.net.InetAddress;
import java.util.List;

/**
 * Tunnel attributes of another packet than an Access-Accept.
 *
 * @param sets in preference order
 * @param skipped what cannot be used, and why
 */
public record TunnelReading(List<TunnelSet> sets, List<LookupReply.Skipped> skipped) {
    public TunnelReading {
        sets = List.copyOf(sets);
        skipped = List.copyOf(skipped);
    }

    /**
     * @param authenticator of the request, and {@code secret} shared with who sent it:
     *     Tunnel-Password is hidden with both (RFC 2868 §3.5)
     */
    public static TunnelReading of(
            byte[] authenticator, String secret, List<Attribute> attributes) {
        Server sender = Server.of("sender", InetAddress.getLoopbackAddress(), secret);
        TunnelSets read =
                new TunnelSets(
                        new Attempt(sender, authenticator), attributes, VendorTable.builtIn());
        return new TunnelReading(read.sets(), read.skipped());
    }
}
