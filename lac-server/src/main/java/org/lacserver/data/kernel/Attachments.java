package org.lacserver.data.kernel;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All interfaces of the kernel path. They run the program all in their drivers, if every one can
 * and every one takes redirected frames; else all in the network stack. Interfaces come and go.
 */
final class Attachments implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Attachments.class);

    private final BpfObject object;
    private final KernelMaps maps;
    private final KernelSettings.Mode wanted;
    private final Path directory;
    private final List<Device> devices;
    private final XdpFeatures features;
    private final SharedArray ports;
    private final HopTable hops;
    private XdpMode mode;

    private Attachments(
            BpfObject object,
            KernelMaps maps,
            KernelSettings.Mode wanted,
            Path directory,
            List<Device> devices,
            HopTable hops)
            throws IOException {
        this.object = object;
        this.maps = maps;
        this.wanted = wanted;
        this.directory = directory;
        this.devices = List.copyOf(devices);
        this.features = XdpFeatures.open();
        this.hops = hops;
        this.ports = maps.array("ports");
        this.mode = wanted == KernelSettings.Mode.GENERIC ? XdpMode.GENERIC : XdpMode.NATIVE;
    }

    /** The interfaces by their places: the access ports by index, then those of the core only. */
    static List<Device> devices(List<AccessPort> accessPorts, List<String> coreInterfaces) {
        Set<String> core = new LinkedHashSet<>(coreInterfaces);
        List<Device> devices = new ArrayList<>();
        for (AccessPort port : accessPorts) {
            boolean isCore = core.remove(port.name());
            isCore |= core.remove(port.look().name());
            devices.add(new Device(devices.size(), port.name(), port, isCore));
        }
        for (String name : core) {
            devices.add(new Device(devices.size(), name, null, true));
        }
        return devices;
    }

    /**
     * Attaches to all interfaces that are there.
     *
     * @param directory where links are pinned
     * @param hops is told to which interfaces frames may be redirected
     * @param pinned what a former daemon left there; those that fit go on, the others end
     * @throws KernelUnavailable when one cannot; then none is attached
     */
    static Attachments open(
            BpfObject object,
            KernelMaps maps,
            KernelSettings.Mode wanted,
            Path directory,
            List<Device> devices,
            HopTable hops,
            List<PinnedLink> pinned)
            throws IOException, KernelUnavailable {
        Attachments all = new Attachments(object, maps, wanted, directory, devices, hops);
        try {
            all.start(pinned);
            return all;
        } catch (IOException | KernelUnavailable | RuntimeException e) {
            all.close();
            throw e;
        }
    }

    private void start(List<PinnedLink> pinned) throws IOException, KernelUnavailable {
        if (wanted == KernelSettings.Mode.AUTO
                && !pinned.isEmpty()
                && pinned.stream().allMatch(link -> link.mode() == XdpMode.GENERIC)) {
            mode = XdpMode.GENERIC;
        }
        for (PinnedLink link : pinned) {
            adopt(link);
        }
        try {
            attachAll();
        } catch (KernelUnavailable e) {
            if (wanted != KernelSettings.Mode.AUTO || mode == XdpMode.GENERIC) {
                throw e;
            }
            fallBack(e.why());
        }
    }

    private void adopt(PinnedLink link) throws IOException, KernelUnavailable {
        for (Device device : devices) {
            if (device.port() == link.port()
                    && device.presentIndex() == link.ifIndex()
                    && link.mode() == mode) {
                loaded(device).adopt(link, device.presentName());
                return;
            }
        }
        PinDirectory.removeLink(link);
    }

    private Attachment loaded(Device device) throws PosixException, KernelUnavailable {
        Attachment known = device.attachment();
        if (known == null) {
            known = Attachment.load(object, maps, device.place(), device.port(), device.isCore());
            device.attachment(known);
        }
        return known;
    }

    private void attachAll() throws PosixException, KernelUnavailable {
        for (Device device : devices) {
            int index = device.presentIndex();
            if (index != 0) {
                attach(device, index);
            }
        }
        // only now: some drivers take redirected frames only while they have a program
        for (Device device : devices) {
            if (device.attachedIndex() != 0) {
                String why = whyNoTarget(device);
                if (!why.isEmpty()) {
                    throw new KernelUnavailable(why);
                }
                target(device, true);
            }
        }
    }

    private void attach(Device device, int index) throws PosixException, KernelUnavailable {
        Attachment attachment = loaded(device);
        if (!attachment.isAttached()) {
            attachment.attach(device.presentName(), index, mode, directory);
        }
        maps.putDevice(device.place(), index);
    }

    /** Why frames that are redirected to it would be lost; empty when they would not. */
    private String whyNoTarget(Device device) {
        if (mode == XdpMode.GENERIC) {
            return "";
        }
        XdpFeatures.Target target = features.target(device.attachedIndex());
        boolean isVeth =
                target != XdpFeatures.Target.YES
                        && Ethtool.driver(device.presentName()).equals("veth");
        if (isVeth) {
            return device.name()
                    + " is a veth that loses redirected frames unless its peer has GRO on or runs"
                    + " XDP";
        }
        return target == XdpFeatures.Target.NO
                ? "the driver of " + device.name() + " takes no redirected frames"
                : "";
    }

    private void target(Device device, boolean may) {
        device.target(may);
        device.hasChanged();
        device.publish(ports);
        if (may) {
            hops.open(device.attachedIndex(), device.place());
        } else {
            hops.close(device.attachedIndex());
        }
    }

    private void fallBack(String why) throws PosixException, KernelUnavailable {
        LOG.info("the kernel path is slower than it could be, in generic mode: {}", why);
        for (Device device : devices) {
            detach(device);
            device.whyNotNative(why);
        }
        mode = XdpMode.GENERIC;
        attachAll();
    }

    private void detach(Device device) throws PosixException {
        Attachment attachment = device.attachment();
        if (attachment != null && attachment.isAttached()) {
            target(device, false);
            maps.removeDevice(device.place());
            attachment.detach();
        }
    }

    /** Follows interfaces that have come, gone, or lost what they could. */
    void check() {
        devices.forEach(this::checkAndTell);
    }

    /** What one interface cannot do is no reason to change the mode of the others. */
    private void checkAndTell(Device device) {
        try {
            check(device);
        } catch (PosixException | KernelUnavailable e) {
            tellOnce(device, String.valueOf(e.getMessage()));
        }
    }

    private void check(Device device) throws PosixException, KernelUnavailable {
        int index = device.presentIndex();
        if (index != device.attachedIndex()) {
            detach(device);
            if (index == 0) {
                return;
            }
            attach(device, index);
            LOG.info("{} has the kernel's path again", device.name());
        }
        if (index != 0) {
            if (device.hasChanged()) {
                device.publish(ports);
            }
            String why = whyNoTarget(device);
            boolean may = why.isEmpty();
            if (may != device.isTarget()) {
                target(device, may);
            }
            if (may) {
                device.whyNotNative(mode == XdpMode.NATIVE ? "" : device.whyNotNative());
            } else {
                tellOnce(device, why);
            }
        }
    }

    private static void tellOnce(Device device, String why) {
        if (!why.equals(device.whyNotNative())) {
            device.whyNotNative(why);
            LOG.warn("frames to {} take the userspace path: {}", device.name(), why);
        }
    }

    /** An access port's interface is another one, or has another address or MTU. */
    void portChanged(int port, long mac, int mtu) {
        Device device = devices.get(port);
        device.become(mac, mtu);
        device.publish(ports);
        checkAndTell(device);
    }

    List<Device> devices() {
        return devices;
    }

    /** How the interfaces that are attached run the program. */
    XdpMode mode() {
        return mode;
    }

    /** All interfaces let go. */
    @Override
    public void close() throws IOException {
        for (Device device : devices) {
            try {
                detach(device);
            } catch (PosixException e) {
                LOG.warn("{} is not let go in order: {}", device.name(), e.getMessage());
            }
            Attachment attachment = device.attachment();
            if (attachment != null) {
                attachment.close();
            }
        }
        features.close();
    }
}
