package org.lacserver.data.kernel;

/**
 * A call of a daemon that is gone, whose frames the program moves still.
 *
 * @param accessPort the caller's
 * @param outerVlan 0 without a tag
 * @param innerVlan 0 without a second tag
 * @param mac the caller's, its first octet in bits 47..40
 * @param pppoeSessionId of the caller's session
 * @param localTunnelId in frames from the LNS
 * @param localSessionId in frames from the LNS
 */
public record AdoptedFlow(
        int accessPort,
        int outerVlan,
        int innerVlan,
        long mac,
        int pppoeSessionId,
        int localTunnelId,
        int localSessionId) {

    /** Why a flow ended. */
    public enum End {
        /** A new call has its ids. */
        REPLACED,
        /** Its caller has a new call. */
        CALLER_BACK,
        /** Its caller has ended it by a PADT. */
        CALLER_LEFT,
        /** Its LNS has sent nothing for a while. */
        SILENT,
        /** Nobody came for it. */
        TIME_OVER
    }

    /** Hears of each flow that ends; on the engine's thread. */
    public interface Listener {
        void ended(AdoptedFlow flow, End why);
    }

    static AdoptedFlow of(KernelCalls.Place place) {
        return new AdoptedFlow(
                place.port(),
                place.vlans() >>> 16,
                place.vlans() & 0xffff,
                place.mac(),
                place.pppoeSession(),
                place.tunnel(),
                place.session());
    }
}
