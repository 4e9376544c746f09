package org.lacserver.data.kernel;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.pppoe.ethernet.Errno;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program of one interface, and the link that has the interface run it. */
final class Attachment implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(Attachment.class);
    private static final String PROGRAM = "lac";
    private static final String SECTION = "xdp";
    private static final int NONE = -1;

    private final int device;
    private final int port;
    private final int programFd;
    private int linkFd = NONE;
    private int ifIndex;
    private String hidTags = "";
    private Path pin = Path.of("");

    private Attachment(int device, int port, int programFd) {
        this.device = device;
        this.port = port;
        this.programFd = programFd;
    }

    /**
     * Loads the program of an interface.
     *
     * @param device the interface's place among the devices
     * @param port its number as access port, or {@link Layout#NO_PORT}
     * @param isCore whether LNSs are heard there
     */
    static Attachment load(BpfObject object, KernelMaps maps, int device, int port, boolean isCore)
            throws PosixException, KernelUnavailable {
        Sizes sizes = maps.sizes();
        ByteBuffer variables = ByteBuffer.wrap(object.readOnly()).order(ByteOrder.LITTLE_ENDIAN);
        variables.putInt(object.offsetOf("own_port"), port);
        variables.putInt(object.offsetOf("own_device"), device);
        variables.putInt(object.offsetOf("is_core"), isCore ? 1 : 0);
        variables.putInt(object.offsetOf("slots"), sizes.slots());
        int readOnly = readOnly(variables.array());
        try {
            byte[] code = object.code(SECTION, map -> maps.descriptor(map, device), readOnly);
            return new Attachment(device, port, Bpf.loadXdp(PROGRAM, code, object.license()));
        } finally {
            Posix.close(readOnly); // the program keeps it
        }
    }

    private static int readOnly(byte[] octets) throws PosixException {
        Bpf.MapShape shape =
                new Bpf.MapShape(
                        Bpf.MAP_ARRAY, Integer.BYTES, octets.length, 1, Bpf.READ_ONLY_FOR_PROGRAMS);
        int fd = Bpf.createMap("lac.rodata", shape);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(octets.length, 8);
            MemorySegment.copy(octets, 0, value, JAVA_BYTE, 0, octets.length);
            Bpf.update(fd, arena.allocateFrom(JAVA_INT, 0), value);
            Bpf.freeze(fd);
            return fd;
        } catch (PosixException e) {
            Posix.close(fd);
            throw e;
        }
    }

    int programFd() {
        return programFd;
    }

    /** 0 when it is attached to none. */
    int ifIndex() {
        return ifIndex;
    }

    boolean isAttached() {
        return linkFd != NONE;
    }

    /**
     * The interface runs the program from now on, also when this process has gone.
     *
     * @param directory where the link is pinned
     * @throws KernelUnavailable why it cannot
     */
    void attach(String name, int toIfIndex, XdpMode mode, Path directory) throws KernelUnavailable {
        showTags(name);
        int fd;
        try {
            fd = Bpf.attach(programFd, toIfIndex, mode.flag());
        } catch (PosixException e) {
            hideTags();
            throw new KernelUnavailable(whyNot(name, mode, e), e);
        }
        Path at = directory.resolve(PinnedLink.name(mode, port, toIfIndex));
        try {
            Bpf.pin(fd, at.toString());
        } catch (PosixException e) {
            closeQuietly(fd);
            hideTags();
            throw new KernelUnavailable("the program on " + name + " cannot be pinned: " + e, e);
        }
        linkFd = fd;
        ifIndex = toIfIndex;
        pin = at;
    }

    /** Goes on with a link that a former daemon left to the same interface. */
    void adopt(PinnedLink link, String name) throws PosixException, KernelUnavailable {
        int fd = Bpf.openPinned(link.path().toString());
        try {
            showTags(name);
            Bpf.replace(fd, programFd);
        } catch (PosixException | KernelUnavailable e) {
            closeQuietly(fd);
            throw e;
        }
        linkFd = fd;
        ifIndex = link.ifIndex();
        pin = link.path();
    }

    /** A tag that the driver takes off the frame is not seen, and the frame taken for another's. */
    private void showTags(String name) throws KernelUnavailable {
        try {
            if (Ethtool.hidesTags(name)) {
                Ethtool.hideTags(name, false);
                hidTags = name;
                LOG.info("{}: rx-vlan-offload is off now, so that the program sees tags", name);
            }
        } catch (PosixException e) {
            throw new KernelUnavailable(
                    name + " takes VLAN tags off frames before the program sees them", e);
        }
    }

    private static String whyNot(String name, XdpMode mode, PosixException e) {
        return switch (e.errno()) {
            case Errno.EBUSY, Errno.EEXIST -> "another program has XDP of " + name;
            case Errno.EPERM -> "to attach to " + name + " needs CAP_NET_ADMIN";
            case Errno.EOPNOTSUPP -> "the driver of " + name + " has no " + mode.text() + " XDP";
            default -> name + " does not take " + mode.text() + " XDP: " + e.getMessage();
        };
    }

    /** The interface does not run it any more. */
    void detach() {
        if (linkFd == NONE) {
            return;
        }
        try {
            Bpf.detach(linkFd);
        } catch (PosixException e) {
            LOG.debug("the link to interface {} was gone", ifIndex, e);
        }
        try {
            Files.deleteIfExists(pin);
        } catch (IOException e) {
            LOG.warn("{} cannot be removed: {}", pin, e.toString());
        }
        closeQuietly(linkFd);
        linkFd = NONE;
        ifIndex = 0;
        hideTags();
    }

    /** The driver takes tags off frames again, if it did before. */
    private void hideTags() {
        if (!hidTags.isEmpty()) {
            try {
                Ethtool.hideTags(hidTags, true);
            } catch (PosixException e) {
                LOG.debug("rx-vlan-offload of {} stays off", hidTags, e);
            }
            hidTags = "";
        }
    }

    int device() {
        return device;
    }

    private static void closeQuietly(int fd) {
        try {
            Posix.close(fd);
        } catch (PosixException e) {
            LOG.debug("a descriptor was closed already", e);
        }
    }

    @Override
    public void close() {
        detach();
        closeQuietly(programFd);
    }
}
