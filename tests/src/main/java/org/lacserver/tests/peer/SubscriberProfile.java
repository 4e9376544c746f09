package org.lacserver.tests.peer;

import org.jspecify.annotations.Nullable;

/**
 * Who a subscriber is and where it stands.
 *
 * @param mac its MAC address in the low 48 bits
 * @param outerVlan S-VLAN or only VLAN, 0 when untagged
 * @param innerVlan C-VLAN, 0 without a second tag
 * @param user the name it gives
 * @param password its password
 * @param auth the protocols it agrees to
 * @param serviceName the PPPoE Service-Name it asks for, may be empty
 * @param circuitId TR-101 agent circuit id, as an access node would insert it
 * @param remoteId TR-101 agent remote id
 * @param upKbps TR-101 actual data rate upstream, 0 for none
 * @param downKbps TR-101 actual data rate downstream, 0 for none
 * @param maxPayload PPP-Max-Payload (RFC 4638), 0 for none
 */
public record SubscriberProfile(
        long mac,
        int outerVlan,
        int innerVlan,
        String user,
        String password,
        Auth auth,
        String serviceName,
        @Nullable String circuitId,
        @Nullable String remoteId,
        int upKbps,
        int downKbps,
        int maxPayload) {

    /** The authentication protocols a subscriber agrees to. */
    public enum Auth {
        PAP,
        CHAP,
        EITHER,
        /** CHAP too, for an LNS that asks once more. */
        MSCHAPV2,
        /** EAP with MD5-Challenge; CHAP too, for an LNS that asks once more. */
        EAP
    }

    /** An untagged subscriber that agrees to PAP and CHAP. */
    public static SubscriberProfile of(long mac, String user, String password) {
        return new SubscriberProfile(
                mac, 0, 0, user, password, Auth.EITHER, "", null, null, 0, 0, 0);
    }

    public SubscriberProfile vlans(int outer, int inner) {
        return new SubscriberProfile(
                mac,
                outer,
                inner,
                user,
                password,
                auth,
                serviceName,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                maxPayload);
    }

    public SubscriberProfile auth(Auth only) {
        return new SubscriberProfile(
                mac,
                outerVlan,
                innerVlan,
                user,
                password,
                only,
                serviceName,
                circuitId,
                remoteId,
                upKbps,
                downKbps,
                maxPayload);
    }

    /** With what an access node says about the line (TR-101). */
    public SubscriberProfile line(
            @Nullable String circuit, @Nullable String remote, int up, int down) {
        return new SubscriberProfile(
                mac,
                outerVlan,
                innerVlan,
                user,
                password,
                auth,
                serviceName,
                circuit,
                remote,
                up,
                down,
                maxPayload);
    }
}
