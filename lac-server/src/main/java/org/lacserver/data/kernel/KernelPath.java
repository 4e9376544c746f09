package org.lacserver.data.kernel;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.lacserver.data.UserspaceDataPlane;
import org.lacserver.pppoe.ethernet.AccessPort;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** Opens the kernel path, and removes what a daemon that was killed has left of it. */
public final class KernelPath {
    private static final Logger LOG = LogManager.getLogger(KernelPath.class);
    private static final String OBJECT = "lac.bpf.o";

    private KernelPath() {}

    /**
     * Loads the program and attaches it to all interfaces. Closing the result closes {@code
     * userspace} as well.
     *
     * @param ports by their index
     * @param coreInterfaces names of those towards the LNSs; access ports may be among them
     * @throws KernelUnavailable with one sentence why it cannot be; then nothing is left of it
     */
    public static KernelDataPlane open(
            KernelSettings settings,
            List<AccessPort> ports,
            List<String> coreInterfaces,
            UserspaceDataPlane userspace)
            throws KernelUnavailable {
        if (!Bpf.isKnownHere()) {
            throw new KernelUnavailable(
                    "the kernel path does not know the architecture "
                            + System.getProperty("os.arch"));
        }
        BpfObject object = object();
        List<Device> devices = Attachments.devices(ports, coreInterfaces);
        Sizes sizes = Sizes.of(ports.size(), devices.size(), settings.slots());
        PinDirectory pins = PinDirectory.open(settings.pinDirectory());
        Opening opening = new Opening(pins);
        try {
            return opening.open(object, settings, devices, sizes, userspace);
        } catch (PosixException e) {
            opening.undo();
            throw new KernelUnavailable(why(e), e);
        } catch (IOException e) {
            opening.undo();
            throw new KernelUnavailable("the kernel path cannot be opened: " + e.getMessage(), e);
        } catch (KernelUnavailable | RuntimeException e) {
            opening.undo();
            throw e;
        }
    }

    private static String why(PosixException e) {
        return e.errno() == Errno.EPERM
                ? "the kernel path needs CAP_BPF, CAP_NET_ADMIN and CAP_PERFMON: " + e.getMessage()
                : "the kernel refuses: " + e.getMessage();
    }

    static BpfObject object() throws KernelUnavailable {
        try (InputStream file = KernelPath.class.getResourceAsStream(OBJECT)) {
            if (file == null) {
                throw new KernelUnavailable(
                        "this build has no kernel program: built without clang");
            }
            return BpfObject.parse(file.readAllBytes());
        } catch (IOException e) {
            throw new KernelUnavailable("the kernel program cannot be read: " + e.getMessage(), e);
        }
    }

    /**
     * Removes programs and maps of daemons that are gone, in all network namespaces.
     *
     * @return in how many there were any
     */
    public static int remove(Path pinDirectory) throws IOException {
        return PinDirectory.removeAll(pinDirectory);
    }

    /** What has been opened so far. */
    private static final class Opening {
        private final PinDirectory pins;
        private @Nullable KernelMaps maps;
        private @Nullable Attachments attachments;
        private @Nullable NextHops nextHops;

        private Opening(PinDirectory pins) {
            this.pins = pins;
        }

        private KernelDataPlane open(
                BpfObject object,
                KernelSettings settings,
                List<Device> devices,
                Sizes sizes,
                UserspaceDataPlane userspace)
                throws IOException, KernelUnavailable {
            boolean adopts = adopts(settings.onStart(), sizes, devices);
            KernelMaps all = adopts ? KernelMaps.openPinned(pins.path(), sizes) : create(sizes);
            maps = all;
            KernelCalls calls = new KernelCalls(all);
            Quiescence quiescence = new Quiescence(all);
            HopTable hopTable = new HopTable(all, quiescence);
            NextHops followed = new NextHops(hopTable);
            nextHops = followed;
            DestinationTable destinations = new DestinationTable(all, hopTable, followed);
            SlotBook book = new SlotBook(all, calls, destinations, quiescence);
            long now = System.nanoTime();
            AdoptedFlows flows =
                    new AdoptedFlows(calls, book, now + settings.adoptTime().toNanos());
            if (adopts) {
                flows.load(now);
            }
            Attachments attached =
                    Attachments.open(
                            object,
                            all,
                            settings.mode(),
                            pins.path(),
                            devices,
                            hopTable,
                            pins.links());
            attachments = attached;
            book.watchAdopted();
            LOG.info("frames of calls take the kernel path, in {} mode", attached.mode().text());
            if (adopts) {
                LOG.info("{} flows of a former process go on", flows.size());
            }
            return new KernelDataPlane(userspace, all, attached, pins, book, flows, followed);
        }

        /** Whether what is pinned goes on; if not, nothing is pinned after this. */
        private boolean adopts(KernelSettings.OnStart onStart, Sizes sizes, List<Device> devices)
                throws IOException {
            boolean isWanted = onStart == KernelSettings.OnStart.ADOPT && pins.hasLeftovers();
            if (isWanted && !pins.hasOthers()) {
                try (KernelMaps found = KernelMaps.openPinned(pins.path(), sizes)) {
                    if (found.leadsTo(devices)) {
                        return true;
                    }
                    LOG.warn("flows of a former process are cleared: its interfaces were others");
                } catch (KernelUnavailable | PosixException e) {
                    LOG.warn("flows of a former process are cleared: {}", e.getMessage());
                }
            }
            pins.clear();
            return false;
        }

        private KernelMaps create(Sizes sizes) throws IOException {
            KernelMaps created = KernelMaps.create(sizes);
            try {
                created.pin(pins.path());
                return created;
            } catch (IOException e) {
                created.close();
                throw e;
            }
        }

        private void undo() {
            step(attachments);
            step(nextHops);
            step(maps);
            step(pins::clear);
            step(pins);
        }

        private static void step(@Nullable AutoCloseable what) {
            try {
                if (what != null) {
                    what.close();
                }
            } catch (Exception e) {
                LOG.warn("the kernel path is not wholly removed: {}", e.toString());
            }
        }
    }
}
