package org.lacserver.l2tp.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.lacserver.l2tp.wire.ControlCodec;
import org.lacserver.l2tp.wire.ControlHeader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** RFC 2661 §5.8, one channel against a peer played by hand. */
class ReliableChannelTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long MILLI = 1_000_000L;

    private final List<String> wire = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private ReliableChannel<String> channel = new ReliableChannel<>(ChannelConfig.DEFAULT);
    private long now = -5 * SECOND; // a clock may begin anywhere

    private static ChannelConfig.Repeats repeats(int retries) {
        return new ChannelConfig.Repeats(SECOND, 8 * SECOND, retries);
    }

    @Test
    @DisplayName(
            "§5.8, App. A: the first goes alone; 4 are in flight at most when nothing was said")
    void windowOfFour() {
        for (int i = 0; i < 12; i++) {
            send("m" + i, Priority.NORMAL);
        }
        flush("m0 0/0");
        zlb(1);
        flush("m1 1/0", "m2 2/0");
        zlb(3);
        flush("m3 3/0", "m4 4/0", "m5 5/0", "m6 6/0");
        zlb(7);
        flush("m7 7/0", "m8 8/0", "m9 9/0", "m10 10/0");
        assertThat(channel.inFlight()).isEqualTo(4);
        assertThat(channel.waiting()).isEqualTo(1);
        assertThat(channel.stats().windowFull()).isEqualTo(11);
    }

    @Test
    @DisplayName("§5.8: sent again after 1, 2, 4, 8, 8 seconds, then given up after 31")
    void retransmissionSchedule() {
        send("m", Priority.NORMAL);
        flush("m 0/0");
        long start = now;
        for (long at : new long[] {1, 3, 7, 15, 23}) {
            assertThat(channel.nextDeadlineNanos() - start).isEqualTo(at * SECOND);
            now = channel.nextDeadlineNanos() - 1;
            flush();
            now++;
            flush("m 0/0");
        }
        assertThat(channel.attempts()).isEqualTo(5);
        now = channel.nextDeadlineNanos();
        assertThat(now - start).isEqualTo(31 * SECOND);
        assertThat(channel.gaveUp()).isFalse();
        flush();
        assertThat(channel.gaveUp()).isTrue();
        assertThat(channel.nextDeadlineNanos()).isEqualTo(ReliableChannel.NEVER);
        assertThat(channel.stats().retransmits()).isEqualTo(5);
    }

    @Test
    void beforeTheTunnelStandsRetriesAreCountedOnTheirOwn() {
        channel =
                new ReliableChannel<>(
                        new ChannelConfig(4, 4, repeats(1), repeats(2), 100 * MILLI, 9));
        send("m", Priority.NORMAL);
        flush("m 0/0");
        later(SECOND, "m 0/0");
        zlb(1);
        channel.established();
        send("n", Priority.NORMAL);
        flush("n 1/0");
        later(SECOND, "n 1/0");
        later(2 * SECOND, "n 1/0");
        later(4 * SECOND);
        assertThat(channel.gaveUp()).isTrue();
    }

    @Test
    @DisplayName("§5.8: before the tunnel stands messages are repeated at times of their own")
    void beforeTheTunnelStandsTimesAreItsOwn() {
        ChannelConfig.Repeats fast = new ChannelConfig.Repeats(100 * MILLI, 200 * MILLI, 3);
        channel = new ReliableChannel<>(new ChannelConfig(4, 4, fast, repeats(5), 0, 9));
        send("m", Priority.NORMAL);
        flush("m 0/0");
        later(100 * MILLI, "m 0/0");
        later(200 * MILLI, "m 0/0");
        later(200 * MILLI, "m 0/0");
        zlb(1);
        channel.established();
        send("n", Priority.NORMAL);
        flush("n 1/0");
        later(SECOND, "n 1/0");
        later(2 * SECOND, "n 1/0");
    }

    @Test
    @DisplayName("§5.8: every copy tells the newest Nr, and the tunnel id known when first sent")
    void nrIsRefreshed() {
        channel.peerTunnelId(77);
        send("m", Priority.NORMAL);
        flush("m 0/0");
        receive(0, 0, "a");
        later(SECOND, "m 0/1");
        assertThat(delivered).containsExactly("a");
        assertThat(channel.nextDeadlineNanos())
                .as("the copy acknowledged")
                .isEqualTo(now + 2 * SECOND);
    }

    @Test
    @DisplayName("§5.8: an acknowledgement waits a little for a message to travel with")
    void delayedAcknowledgement() {
        receive(0, 0, "a");
        flush();
        assertThat(channel.nextDeadlineNanos()).isEqualTo(now + 100 * MILLI);
        now += 50 * MILLI;
        receive(1, 0, "b");
        later(50 * MILLI, "ZLB 0/2");
        assertThat(channel.nextDeadlineNanos()).isEqualTo(ReliableChannel.NEVER);
        receive(2, 0, "c");
        send("m", Priority.NORMAL);
        flush("m 0/3");
        zlb(1);
        assertThat(channel.nextDeadlineNanos()).isEqualTo(ReliableChannel.NEVER);
    }

    @Test
    @DisplayName("§5.8: no acknowledgement is withheld until the peer's window is empty")
    void acknowledgesHalfAWindow() {
        channel =
                new ReliableChannel<>(
                        new ChannelConfig(4, 4, repeats(5), repeats(5), 100 * MILLI, 9));
        receive(0, 0, "a");
        flush();
        receive(1, 0, "b");
        flush("ZLB 0/2");
    }

    @Test
    @DisplayName("§5.8: a duplicate is not delivered and acknowledged at once")
    void duplicate() {
        receive(0, 0, "a");
        later(100 * MILLI, "ZLB 0/1");
        receive(0, 0, "a");
        flush("ZLB 0/1");
        assertThat(delivered).containsExactly("a");
        assertThat(channel.stats().duplicates()).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.8: the last received and the 32767 before it are old, what is ahead is not")
    void older() {
        receive(0, 0, "a");
        flush();
        receive(0, 0, "old");
        receive(0x8001, 0, "oldest");
        assertThat(channel.stats().duplicates()).isEqualTo(2);
        receive(0x8000, 0, "far ahead");
        assertThat(channel.stats().beyondWindow()).isEqualTo(1);
        assertThat(delivered).containsExactly("a");
    }

    @Test
    @DisplayName("§5.8: what comes early waits within the window and is delivered in order, once")
    void outOfOrder() {
        receive(2, 0, "c");
        receive(1, 0, "b");
        receive(2, 0, "c");
        receive(63, 0, "edge");
        receive(64, 0, "beyond");
        assertThat(delivered).isEmpty();
        flush("ZLB 0/0");
        receive(0, 0, "a");
        assertThat(delivered).containsExactly("a", "b", "c");
        assertThat(channel.stats())
                .returns(3L, ChannelStats::outOfOrder)
                .returns(1L, ChannelStats::duplicates)
                .returns(1L, ChannelStats::beyondWindow);
        assertThat(channel.state().nr()).isEqualTo(3);
    }

    @Test
    @DisplayName("§5.8: a ZLB uses up no number")
    void zlbHasNoNumber() {
        channel.onZlb(now, new ControlHeader(1, 0, 0, 0));
        receive(0, 0, "a");
        assertThat(delivered).containsExactly("a");
        assertThat(channel.stats().zlbReceived()).isEqualTo(1);
    }

    @Test
    @DisplayName("§5.8: numbers go from 65535 to 0")
    void wrapAround() {
        ByteBuffer hello = octets("hello");
        channel =
                ReliableChannel.resume(
                        ChannelConfig.DEFAULT, new ChannelState(65534, 65534, 65535, 8), 7, hello);
        channel.onZlb(now, new ControlHeader(7, 0, 0, 65534));
        for (String message : List.of("a", "b", "c", "d")) {
            send(message, Priority.NORMAL);
        }
        flush("a 65534/65535");
        receive(65535, 65535, "x");
        receive(0, 65535, "y");
        flush("b 65535/1", "c 0/1");
        assertThat(delivered).containsExactly("x", "y");
        zlb(1);
        flush("d 1/1");
        zlb(2);
        assertThat(channel.isIdle()).isTrue();
        assertThat(channel.state()).isEqualTo(new ChannelState(2, 2, 1, 8));
    }

    @Test
    void aResumedChannelFillsWhatWasNeverAcknowledged() {
        channel =
                ReliableChannel.resume(
                        ChannelConfig.DEFAULT,
                        new ChannelState(10, 13, 20, 16),
                        7,
                        octets("hello"));
        flush("hello 10/20");
        zlb(12);
        flush("hello 12/20");
        send("m", Priority.NORMAL);
        flush("m 13/20");
        zlb(14);
        assertThat(channel.isIdle()).isTrue();
    }

    @Test
    void anAcknowledgementOfWhatWasNeverSentIsIgnored() {
        send("m", Priority.NORMAL);
        flush("m 0/0");
        zlb(2);
        assertThat(channel.inFlight()).isEqualTo(1);
        assertThat(channel.stats().strangeNr()).isEqualTo(1);
        zlb(1);
        zlb(0);
        assertThat(channel.inFlight()).isZero();
        assertThat(channel.stats().strangeNr()).isEqualTo(1);
    }

    @Test
    @DisplayName("App. A: after a loss only the oldest is sent again until it is acknowledged")
    void goesBackToTheOldest() {
        channel.peerWindow(8);
        for (int i = 0; i < 3; i++) {
            send("m" + i, Priority.NORMAL);
        }
        flush("m0 0/0");
        zlb(1);
        flush("m1 1/0", "m2 2/0");
        later(SECOND, "m1 1/0");
        assertThat(channel.cwnd()).isEqualTo(1);
        zlb(2);
        flush("m2 2/0");
        zlb(3);
        assertThat(channel.nextDeadlineNanos()).isEqualTo(ReliableChannel.NEVER);
        assertThat(channel.stats().retransmits()).isEqualTo(2);
    }

    @Test
    void whatThePeerKeptIsNotSentAgain() {
        channel.peerWindow(8);
        for (int i = 0; i < 3; i++) {
            send("m" + i, Priority.NORMAL);
        }
        flush("m0 0/0");
        zlb(1);
        flush("m1 1/0", "m2 2/0");
        later(SECOND, "m1 1/0");
        zlb(3);
        flush();
        assertThat(channel.isIdle()).isTrue();
        assertThat(channel.stats().retransmits()).isEqualTo(1);
    }

    @Test
    void urgentGoesBeforeWhatWaitsAndNewWorkGoesLast() {
        send("first", Priority.NEW);
        flush("first 0/0");
        send("icrq", Priority.NEW);
        send("iccn", Priority.NORMAL);
        send("cdn", Priority.URGENT);
        send("hello", Priority.URGENT);
        zlb(1);
        flush("cdn 1/0", "hello 2/0");
        zlb(3);
        flush("iccn 3/0", "icrq 4/0");
    }

    @Test
    void aMessageThatWaitsCanBeTakenBack() {
        long first = send("first", Priority.NEW);
        flush("first 0/0");
        long second = send("second", Priority.NEW);
        send("third", Priority.NEW);
        assertThat(channel.withdraw(first)).isFalse();
        assertThat(channel.withdraw(second)).isTrue();
        assertThat(channel.withdraw(second)).isFalse();
        assertThat(channel.withdraw(ReliableChannel.REFUSED)).isFalse();
        zlb(1);
        flush("third 1/0");
        send("fourth", Priority.NORMAL);
        send("fifth", Priority.NORMAL);
        channel.withdrawAll();
        assertThat(channel.waiting()).isZero();
        assertThat(channel.stats().withdrawn()).isEqualTo(3);
    }

    @Test
    void eachPriorityHasItsBoundSoThatUrgentMessagesFindRoom() {
        channel =
                new ReliableChannel<>(
                        new ChannelConfig(4, 4, repeats(5), repeats(5), 100 * MILLI, 2));
        assertThat(send("a", Priority.NEW)).isNotNegative();
        assertThat(send("b", Priority.NEW)).isNotNegative();
        assertThat(send("c", Priority.NEW)).isEqualTo(ReliableChannel.REFUSED);
        assertThat(send("d", Priority.URGENT)).isNotNegative();
        assertThat(channel.stats().queueFull()).isEqualTo(1);
    }

    @Test
    void gapsOfWithdrawnMessagesAreBoundedToo() {
        channel =
                new ReliableChannel<>(
                        new ChannelConfig(1, 4, repeats(5), repeats(5), 100 * MILLI, 2));
        send("kept", Priority.NEW);
        for (int i = 0; i < 3; i++) {
            assertThat(channel.withdraw(send("gone", Priority.NEW))).isTrue();
        }
        assertThat(send("no place", Priority.NEW)).isEqualTo(ReliableChannel.REFUSED);
        receive(0, 0, "a");
        flush("kept 0/1");
        assertThat(send("again", Priority.NEW)).isNotNegative();
        receive(1, 1, "b");
        flush("again 1/2");
    }

    @Test
    @DisplayName("§5.8: with a window of one, nothing is left to wait for")
    void windowOfOneIsAcknowledgedAtOnce() {
        channel =
                new ReliableChannel<>(
                        new ChannelConfig(1, 4, repeats(5), repeats(5), 100 * MILLI, 2));
        receive(0, 0, "a");
        flush("ZLB 0/1");
    }

    @Test
    void manyWaitAndLeaveInOrder() {
        channel.peerWindow(1000);
        for (int i = 0; i < 3000; i++) {
            send("m" + i, Priority.NEW);
        }
        int acknowledged = 0;
        while (acknowledged < 3000) {
            channel.flush(now, this::record);
            assertThat(channel.inFlight()).isPositive();
            acknowledged += channel.inFlight();
            zlb(acknowledged);
        }
        assertThat(wire).hasSize(3000).element(2999).isEqualTo("m2999 2999/0");
        assertThat(channel.stats().retransmits()).isZero();
    }

    private long send(String text, Priority priority) {
        return channel.send(octets(text), priority);
    }

    private void receive(int ns, int peersNr, String text) {
        channel.onReceived(now, new ControlHeader(1, 0, ns, peersNr), text, delivered::add);
    }

    private void zlb(int peersNr) {
        channel.onZlb(now, new ControlHeader(1, 0, 0, peersNr));
    }

    private void later(long nanos, String... expected) {
        now += nanos;
        flush(expected);
    }

    private void flush(String... expected) {
        wire.clear();
        channel.flush(now, this::record);
        assertThat(wire).containsExactly(expected);
    }

    private void record(ByteBuffer octets) {
        ControlHeader header = Objects.requireNonNull(ControlCodec.header(octets));
        byte[] text = new byte[octets.remaining() - ControlHeader.LENGTH];
        octets.get(ControlHeader.LENGTH, text);
        String name =
                text.length == 0
                        ? "ZLB"
                        : new String(text, java.nio.charset.StandardCharsets.US_ASCII);
        wire.add(name + " " + header.ns() + "/" + header.nr());
    }

    private static ByteBuffer octets(String text) {
        byte[] body = text.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(ControlHeader.LENGTH + body.length);
        ControlCodec.encodeZlb(new ControlHeader(0, 0, 0, 0), message);
        message.put(body).putShort(2, (short) message.position());
        return message.flip();
    }
}
