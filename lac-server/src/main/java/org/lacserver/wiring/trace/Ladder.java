package org.lacserver.wiring.trace;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of one attempt in a row, as octets: read only when somebody asks. When it is full
 * the beginning and the newest stay, and what lies between is dropped.
 */
final class Ladder {
    /** So much is kept of a message. */
    static final int MOST_OF_ONE = 512;

    private static final int HEAD = 15;
    private static final int FIRST_ROOM = 1024;

    private final int mostOctets;
    private final int mostSteps;
    private byte[] all;
    private int used;
    private int steps;
    private int dropped;

    /** Where the part begins of which the oldest goes first; 0 before there was too much. */
    private int middle;

    Ladder(int mostOctets, int mostSteps) {
        this.mostOctets = mostOctets;
        this.mostSteps = mostSteps;
        this.all = new byte[Math.min(FIRST_ROOM, mostOctets)];
    }

    /** Keeps what remains in {@code message}, whose position stays; the masks come before. */
    int add(
            Step.Kind kind,
            long atNanos,
            int port,
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress peer,
            ByteBuffer message) {
        int length = message.remaining();
        int kept = Math.min(length, MOST_OF_ONE);
        int addresses = local == null || peer == null ? 0 : sizeOf(local) + sizeOf(peer);
        int size = HEAD + addresses + kept;
        if (size > mostOctets / 2) {
            dropped++;
            return -1;
        }
        makeRoom(size);
        int at = used;
        ByteBuffer out = ByteBuffer.wrap(all, at, size);
        out.put(kind.code()).putLong(atNanos).putShort((short) port);
        out.putShort((short) Math.min(length, 0xffff)).putShort((short) (addresses + kept));
        if (local != null && peer != null) {
            put(local, out);
            put(peer, out);
        }
        message.get(message.position(), all, out.position(), kept);
        used += size;
        steps++;
        return at + HEAD + addresses;
    }

    /** The octets that {@link #add} has put where it says, to be masked in place. */
    byte[] octets() {
        return all;
    }

    int end() {
        return used;
    }

    /** All of {@code other} at the end of this. */
    void append(Ladder other) {
        if (used + other.used <= mostOctets && steps + other.steps <= mostSteps) {
            grow(used + other.used);
            System.arraycopy(other.all, 0, all, used, other.used);
            used += other.used;
            steps += other.steps;
        }
        dropped += other.dropped;
    }

    private void makeRoom(int size) {
        while (steps > 0 && (used + size > mostOctets || steps >= mostSteps)) {
            if (middle == 0 || middle >= used) {
                middle = startOf(steps / 2); // first, or what was behind it is gone
            }
            int next = next(middle);
            System.arraycopy(all, next, all, middle, used - next);
            used -= next - middle;
            steps--;
            dropped++;
        }
        grow(used + size);
    }

    private void grow(int size) {
        if (size > all.length) {
            all = Arrays.copyOf(all, Math.min(mostOctets, Math.max(size, 2 * all.length)));
        }
    }

    private int startOf(int step) {
        int at = 0;
        for (int i = 0; i < step; i++) {
            at = next(at);
        }
        return at;
    }

    private int next(int at) {
        return at + HEAD + ((all[at + 13] & 0xff) << 8 | (all[at + 14] & 0xff));
    }

    void clear() {
        used = 0;
        steps = 0;
        dropped = 0;
        middle = 0;
    }

    /** Gives back the room that is not used. */
    void trim() {
        all = Arrays.copyOf(all, used);
    }

    int room() {
        return all.length;
    }

    int size() {
        return steps;
    }

    /** Messages that did not fit. */
    int dropped() {
        return dropped;
    }

    List<Step> steps() {
        List<Step> list = new ArrayList<>(steps);
        for (int at = 0; at < used; at = next(at)) {
            list.add(step(at));
        }
        return list;
    }

    private Step step(int at) {
        ByteBuffer in = ByteBuffer.wrap(all, at, next(at) - at);
        Step.Kind kind = Step.Kind.of(in.get());
        long nanos = in.getLong();
        int port = in.getShort() & 0xffff;
        int length = in.getShort() & 0xffff;
        in.getShort();
        boolean isAddressed = kind.isDatagram();
        InetSocketAddress local = isAddressed ? get(in) : null;
        InetSocketAddress peer = isAddressed ? get(in) : null;
        byte[] octets = new byte[in.remaining()];
        in.get(octets);
        return new Step(kind, nanos, port, local, peer, octets, length);
    }

    private static int sizeOf(InetSocketAddress address) {
        return 3 + address.getAddress().getAddress().length;
    }

    private static void put(InetSocketAddress address, ByteBuffer out) {
        byte[] octets = address.getAddress().getAddress();
        out.put((byte) octets.length).put(octets).putShort((short) address.getPort());
    }

    private static InetSocketAddress get(ByteBuffer in) {
        byte[] octets = new byte[in.get()];
        in.get(octets);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(octets), in.getShort() & 0xffff);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address was written with a wrong length", e);
        }
    }
}
