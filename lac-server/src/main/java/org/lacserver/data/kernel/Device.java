package org.lacserver.data.kernel;

import org.jspecify.annotations.Nullable;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.Posix;

import java.net.NetworkInterface;
import java.net.SocketException;

/** An interface of the kernel path, there or not; the engine's thread only. */
final class Device {
    private static final int WIDEST = 0xffff;

    private final int place;
    private final String configured;
    private final @Nullable AccessPort access;
    private final boolean isCore;
    private @Nullable Attachment attachment;
    private long mac;
    private int mtu;
    private boolean isTarget;
    private String whyNotNative = "";

    /**
     * @param place among the devices; an access port's number is the same
     * @param access null on the core side only
     */
    Device(int place, String configured, @Nullable AccessPort access, boolean isCore) {
        this.place = place;
        this.configured = configured;
        this.access = access;
        this.isCore = isCore;
        if (access != null) {
            mac = access.mac();
            mtu = access.mtu();
        }
    }

    int place() {
        return place;
    }

    int port() {
        return access == null ? Layout.NO_PORT : place;
    }

    /** Whether LNSs are heard there. */
    boolean isCore() {
        return isCore;
    }

    String role() {
        if (access == null) {
            return "core";
        }
        return isCore ? "access+core" : "access";
    }

    /** The configured name. */
    String name() {
        return configured;
    }

    /** The name that the interface has now. */
    String presentName() {
        return access == null ? configured : access.look().name();
    }

    /** 0 when there is none. */
    int presentIndex() {
        return access == null ? Posix.ifNameToIndex(configured) : access.look().ifIndex();
    }

    @Nullable Attachment attachment() {
        return attachment;
    }

    void attachment(Attachment loaded) {
        attachment = loaded;
    }

    /** The interface that runs the program; 0 when none does. */
    int attachedIndex() {
        return attachment == null ? 0 : attachment.ifIndex();
    }

    void become(long newMac, int newMtu) {
        mac = newMac;
        mtu = newMtu;
    }

    boolean isTarget() {
        return isTarget;
    }

    /** Whether frames may be redirected to it. */
    void target(boolean may) {
        isTarget = may;
    }

    String whyNotNative() {
        return whyNotNative;
    }

    void whyNotNative(String why) {
        whyNotNative = why;
    }

    /**
     * Looks at a core interface again; access ports tell by themselves.
     *
     * @return whether it has another address
     */
    boolean hasChanged() {
        if (access != null) {
            return false;
        }
        long former = mac;
        mac = addressOf(configured);
        return mac != former;
    }

    private static long addressOf(String name) {
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            byte[] octets = found == null ? null : found.getHardwareAddress();
            long address = 0;
            for (int i = 0; octets != null && i < octets.length; i++) {
                address = (address << 8) | (octets[i] & 0xff);
            }
            return address;
        } catch (SocketException e) {
            return 0; // it has just gone
        }
    }

    /** What the program knows of it: nothing fits an access port that takes no frames. */
    void publish(SharedArray ports) {
        ports.setMac(place, Layout.PORT_MAC, mac);
        if (access != null) {
            ports.setShort(place, Layout.PORT_MTU, isTarget ? Math.min(mtu, WIDEST) : 0);
        }
    }

    long mac() {
        return mac;
    }
}
