package org.lacserver.data.kernel;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.lacserver.pppoe.ethernet.Posix;
import org.lacserver.pppoe.ethernet.PosixException;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where maps and links of one network namespace are pinned. While it is open no other process opens
 * it; that ends with the process, what is pinned does not.
 */
final class PinDirectory implements AutoCloseable {
    private static final Logger LOG = LogManager.getLogger(PinDirectory.class);
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");
    private static final String BPFFS = "bpf";
    private static final Pattern NAMESPACE_NUMBER = Pattern.compile("\\d+");
    private static final Pattern VERSION_NAME = Pattern.compile("v\\d+");
    private static final String VERSION = "v" + Layout.VERSION;

    private final Path directory;
    private final int lock;
    private boolean closed;

    private PinDirectory(Path directory, int lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens that of this thread's network namespace.
     *
     * @param root the directory of all of them
     */
    static PinDirectory open(Path root) throws KernelUnavailable {
        try {
            checkBpffs(root);
            return open(root, namespace());
        } catch (IOException e) {
            throw new KernelUnavailable(root + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static PinDirectory open(Path root, String namespace)
            throws IOException, KernelUnavailable {
        Path directory = root.resolve(namespace);
        Files.createDirectories(
                directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        int lock = Sys.openDirectory(directory.toString());
        try {
            if (!Sys.lock(lock)) {
                throw new KernelUnavailable(
                        "another process has the kernel path of this network namespace");
            }
            return new PinDirectory(directory, lock);
        } catch (PosixException | KernelUnavailable e) {
            Posix.close(lock);
            throw e;
        }
    }

    private static void checkBpffs(Path root) throws IOException, KernelUnavailable {
        Path there = root.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null || !Files.getFileStore(there).type().equals(BPFFS)) {
            throw new KernelUnavailable(root + " is not on a bpffs: mount -t bpf bpf /sys/fs/bpf");
        }
    }

    /** The number in "net:[4026531840]". */
    private static String namespace() throws IOException {
        return Files.readSymbolicLink(NAMESPACE).toString().replaceAll("\\D", "");
    }

    /** Of what this version of the program has pinned; it exists. */
    Path path() throws IOException {
        Path path = directory.resolve(VERSION);
        Files.createDirectories(path);
        return path;
    }

    /** Whether a process of this version has left anything. */
    boolean hasLeftovers() throws IOException {
        return !list(path()).isEmpty();
    }

    /** Whether anything else is there: what another version left. */
    boolean hasOthers() throws IOException {
        return list(directory).stream().anyMatch(path -> !path.endsWith(VERSION));
    }

    List<PinnedLink> links() throws IOException {
        List<PinnedLink> links = new ArrayList<>();
        for (Path path : list(path())) {
            PinnedLink link = PinnedLink.of(path);
            if (link != null) {
                links.add(link);
            }
        }
        return links;
    }

    /** Detaches all that is attached by links pinned here, and removes all pins. */
    void clear() throws IOException {
        clear(directory);
    }

    private static void clear(Path directory) throws IOException {
        for (Path path : list(directory)) {
            if (Files.isDirectory(path)) {
                clear(path);
                Files.delete(path);
            } else {
                PinnedLink link = PinnedLink.of(path);
                if (link == null) {
                    Files.delete(path);
                } else {
                    removeLink(link);
                }
            }
        }
    }

    /** Its interface runs the program no more, and its file is gone. */
    static void removeLink(PinnedLink link) throws IOException {
        int fd = Bpf.openPinned(link.path().toString());
        try {
            Bpf.detach(fd);
        } catch (PosixException e) {
            LOG.debug("{} led nowhere any more", link.path(), e);
        } finally {
            Posix.close(fd);
        }
        Files.delete(link.path());
    }

    private static List<Path> list(Path directory) throws IOException {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
            all.forEach(paths::add);
        }
        return paths;
    }

    /**
     * Removes what processes that are gone have left, of all network namespaces.
     *
     * @return how many namespaces something was removed of; those of living processes are left
     */
    static int removeAll(Path root) throws IOException {
        int removed = 0;
        if (!Files.isDirectory(root)) {
            return removed;
        }
        for (Path directory : list(root)) {
            if (!isOurs(directory)) {
                continue; // another program's
            }
            try (PinDirectory found = open(root, String.valueOf(directory.getFileName()))) {
                found.clear();
                removed++;
            } catch (KernelUnavailable e) {
                LOG.info("{} is in use", directory);
            }
        }
        if (removed > 0 && list(root).isEmpty()) {
            try {
                Files.delete(root);
            } catch (IOException e) {
                LOG.debug("{} is left, empty", root, e); // it is where the bpffs is mounted
            }
        }
        return removed;
    }

    /**
     * Whether it is named as a network namespace is, and holds nothing but what this program pins.
     */
    private static boolean isOurs(Path directory) throws IOException {
        return Files.isDirectory(directory)
                && NAMESPACE_NUMBER.matcher(String.valueOf(directory.getFileName())).matches()
                && list(directory).stream().allMatch(PinDirectory::isVersion);
    }

    private static boolean isVersion(Path path) {
        return Files.isDirectory(path)
                && VERSION_NAME.matcher(String.valueOf(path.getFileName())).matches();
    }

    /** What is pinned stays; the directory goes if nothing is. */
    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            Path own = directory.resolve(VERSION);
            if (Files.isDirectory(own) && list(own).isEmpty()) {
                Files.delete(own);
            }
            if (list(directory).isEmpty()) {
                Files.delete(directory);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{} was removed by somebody else", directory, e);
        } finally {
            Posix.close(lock);
        }
    }
}
