package org.lacserver.tests.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What tcpdump has seen of UDP over IPv4 on an interface. */
final class CoreCapture implements AutoCloseable {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final int ETHERNET = 14;
    private static final int UDP = 8;

    private final Path file;
    private final Process process;

    /**
     * An L2TP datagram with what is outside of it.
     *
     * @param checksum of UDP
     */
    record Datagram(
            InetAddress from,
            InetAddress to,
            int dscp,
            boolean dontFragment,
            int checksum,
            ByteBuffer octets) {
        private boolean flag(int bit) {
            return (octets.getShort(0) & bit) != 0;
        }

        boolean isControl() {
            return flag(0x8000);
        }

        boolean hasLength() {
            return flag(0x4000);
        }

        boolean hasNs() {
            return flag(0x0800);
        }

        boolean hasOffset() {
            return flag(0x0200);
        }

        boolean hasPriority() {
            return flag(0x0100);
        }

        int length() {
            return octets.getShort(2) & 0xffff;
        }

        private int afterIds() {
            return (hasLength() ? 4 : 2) + 4;
        }

        int ns() {
            return octets.getShort(afterIds()) & 0xffff;
        }

        private int offsetAt() {
            return afterIds() + (hasNs() ? 4 : 0);
        }

        int offset() {
            return octets.getShort(offsetAt()) & 0xffff;
        }

        private int pppAt() {
            return offsetAt() + (hasOffset() ? 2 + offset() : 0);
        }

        boolean hasAddressAndControl() {
            return octets.getShort(pppAt()) == (short) 0xff03;
        }

        boolean isLcp() {
            return octets.getShort(pppAt() + (hasAddressAndControl() ? 2 : 0)) == (short) 0xc021;
        }
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "tcpdump")));
    }

    /** Begins on an interface of the calling thread's namespace. */
    CoreCapture(String interfaceName, Path directory) throws IOException {
        file = directory.resolve(interfaceName + ".pcap");
        Path said = directory.resolve("tcpdump.log");
        process =
                new ProcessBuilder(
                                "tcpdump",
                                "-Z",
                                "root",
                                "--immediate-mode",
                                "-U",
                                "-n",
                                "-i",
                                interfaceName,
                                "-w",
                                file.toString(),
                                "ip and udp")
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        RealBox.await(Duration.ofSeconds(10), "tcpdump listens", () -> listens(said));
    }

    private static boolean listens(Path said) {
        try {
            return Files.readString(said).contains("listening on");
        } catch (IOException e) {
            return false;
        }
    }

    /** All whole ones so far, in their order. */
    List<Datagram> datagrams() {
        ByteBuffer all = ByteBuffer.wrap(read()).order(ByteOrder.LITTLE_ENDIAN);
        List<Datagram> found = new ArrayList<>();
        int at = FILE_HEADER;
        while (at + RECORD_HEADER <= all.limit()) {
            int length = all.getInt(at + 8);
            if (at + RECORD_HEADER + length > all.limit()) {
                break;
            }
            found.add(datagram(all.slice(at + RECORD_HEADER, length)));
            at += RECORD_HEADER + length;
        }
        return found;
    }

    private byte[] read() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Datagram datagram(ByteBuffer frame) {
        ByteBuffer ip = frame.slice(ETHERNET, frame.limit() - ETHERNET);
        int header = (ip.get(0) & 0xf) * 4;
        return new Datagram(
                address(ip, 12),
                address(ip, 16),
                (ip.get(1) & 0xff) >> 2,
                (ip.getShort(6) & 0x4000) != 0,
                ip.getShort(header + 6) & 0xffff,
                ip.slice(header + UDP, (ip.getShort(header + 4) & 0xffff) - UDP));
    }

    private static InetAddress address(ByteBuffer ip, int at) {
        byte[] octets = new byte[4];
        ip.get(at, octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new AssertionError("four octets are an address", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
