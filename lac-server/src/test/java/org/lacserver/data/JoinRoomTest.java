package org.lacserver.data;

import static org.assertj.core.api.Assertions.assertThat;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.io.Arrivals;
import org.lacserver.pppoe.ethernet.Posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One call on its way from the engine to the upstream thread; the engine works when it is told. */
final class JoinRoomTest implements Arrivals, JoinRoom.Exit {
    private static final int MARK = -1;
    private static final int PORT = 3;

    private final Arena arena = Arena.ofConfined();
    private final Tallies tallies = new Tallies();
    private final JoinRoom room = new JoinRoom(this, this, 64, arena, tallies);
    private final Joining call = new Joining();
    private int given;
    private final Deque<Integer> queue = new ArrayDeque<>();
    private final List<Integer> atLns = new ArrayList<>();
    private final List<Integer> unflushed = new ArrayList<>();
    private int queueRoom = Integer.MAX_VALUE;
    private long written;
    private long read;
    private int next;
    private int lost;

    @AfterEach
    void free() {
        arena.close();
    }

    @Override
    public boolean session(int port, ByteBuffer frame) {
        assertThat(port).isEqualTo(PORT);
        return offer(frame.getInt(0));
    }

    private boolean offer(int item) {
        if (queue.size() >= queueRoom) {
            lost += item == MARK ? 0 : 1;
            return false;
        }
        queue.add(item);
        written++;
        return true;
    }

    @Override
    public long mark() {
        return offer(MARK) ? written : -1;
    }

    @Override
    public boolean isPast(long mark) {
        assertThat(mark).isNotNegative();
        return read >= mark;
    }

    private void engineWorks() {
        int item = queue.remove();
        if (item != MARK) {
            atLns.add(item);
        }
        read++;
    }

    @Override
    public void frame(int port, ByteBuffer octets, long base, int at, int length) {
        assertThat(port).isEqualTo(PORT);
        assertThat(length).isEqualTo(4);
        assertThat(call.isDirect).isTrue();
        unflushed.add(Posix.MEMORY.get(JAVA_INT, base + at));
    }

    @Override
    public void flush() {
        unflushed.forEach(frame -> atLns.add(Integer.reverseBytes(frame)));
        unflushed.clear();
    }

    @Override
    public void direct(Lane lane) {
        lane.list(0);
    }

    @Override
    public boolean discovery(int port, ByteBuffer frame) {
        return false;
    }

    @Override
    public boolean datagram(InetSocketAddress local, InetSocketAddress peer, ByteBuffer octets) {
        return false;
    }

    @Override
    public boolean callFrame(long callId, ByteBuffer pppFrame) {
        return false;
    }

    private void comes() {
        int number = next++;
        if (call.isDirect || !room.takes(PORT, call, ByteBuffer.allocate(4).putInt(0, number))) {
            atLns.add(number);
        }
    }

    private int dropped() {
        Map<String, Long> counters = new HashMap<>();
        tallies.addTo(counters);
        return counters.getOrDefault("access-join-full", 0L).intValue();
    }

    private void assertAllInOrder() {
        while (!queue.isEmpty()) {
            engineWorks();
        }
        room.settle();
        while (!queue.isEmpty()) {
            engineWorks();
        }
        room.settle();
        assertThat(room.isEmpty()).isTrue();
        comes();
        assertThat(call.isDirect).isTrue();
        assertThat(atLns)
                .isSorted()
                .doesNotHaveDuplicates()
                .hasSize(next - lost - dropped() - given);
    }

    @Test
    @DisplayName("frames wait until the engine has sent those before them")
    void keepsOrder() {
        offer(next++);
        offer(next++);
        comes();
        comes();
        room.settle();
        assertThat(atLns).isEmpty();
        engineWorks();
        engineWorks();
        room.settle();
        assertThat(atLns).containsExactly(0, 1);
        engineWorks();
        room.settle();
        assertThat(atLns).containsExactly(0, 1, 2, 3);
        assertAllInOrder();
    }

    @Test
    @DisplayName("a frame that comes when the engine is past the mark does not go before others")
    void keepsOrderAtTheEnd() {
        comes();
        engineWorks();
        comes();
        assertThat(atLns).isEmpty();
        assertAllInOrder();
    }

    @Test
    @DisplayName(
            "when the room is full, the engine sends what waited; what follows waits, and no more"
                    + " than that")
    void spills() {
        for (int i = 0; i < 3 * JoinRoom.SLOTS; i++) {
            comes();
        }
        assertThat(atLns).isEmpty();
        assertAllInOrder();
        assertThat(lost).isZero();
        assertThat(dropped()).isEqualTo(JoinRoom.SLOTS - 1);
    }

    @Test
    @DisplayName("when the room is full of another call's frames, the engine sends this one's")
    void spillsForAnother() {
        Joining other = new Joining();
        for (int i = 0; i < JoinRoom.SLOTS; i++) {
            assertThat(room.takes(PORT, other, ByteBuffer.allocate(4))).isTrue();
        }
        comes();
        comes();
        assertThat(queue).containsExactly(MARK, MARK, 0, MARK);
        engineWorks();
        engineWorks();
        engineWorks();
        comes();
        assertThat(atLns).containsExactly(0);
        assertThat(dropped()).isEqualTo(2);
    }

    @Test
    @DisplayName("a mark that finds the queue full is put again")
    void marksAgain() {
        queueRoom = 0;
        comes();
        room.settle();
        queueRoom = 1;
        room.settle();
        assertAllInOrder();
    }

    @Test
    @DisplayName("a lane is opened when the frames before it have gone, without any frame too")
    void opensLaneAfterwards() {
        MemorySegment memory = arena.allocate(2 * Lane.SIZE, 8);
        UpLeg leg = Legs.up(call, memory.address());
        room.joined(leg);
        assertThat(room.isEmpty()).isFalse();
        room.settle();
        Lane lane = leg.lane;
        assertThat(lane).isNotNull();
        if (lane != null) {
            assertThat(lane.isListed()).isFalse();
            engineWorks();
            room.settle();
            assertThat(lane.isListed()).isTrue();
        }
        assertAllInOrder();
    }

    @Test
    @DisplayName(
            "in any order of frames and the engine's work, none is overtaken, and none lost but"
                    + " counted")
    void anyOrder() {
        for (int seed = 0; seed < 500; seed++) {
            Random random = new Random(seed);
            for (int before = random.nextInt(5); before > 0; before--) {
                offer(next++);
            }
            for (int i = 0; i < 2_000; i++) {
                switch (random.nextInt(seed % 3 == 0 ? 40 : 4)) {
                    case 0 -> {
                        if (!queue.isEmpty()) {
                            engineWorks();
                        }
                    }
                    case 1 -> room.settle();
                    default -> comes();
                }
            }
            assertAllInOrder();
            call.isDirect = false;
            given += atLns.size();
            atLns.clear();
        }
    }
}
