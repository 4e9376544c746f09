package org.lacserver.data;

import org.jspecify.annotations.Nullable;
import org.lacserver.port.Encapsulation.Reordering;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The sequence numbers of one call's LNS (RFC 2661 §5.4) and what they make of its data: which
 * never came, came late, came twice or must wait. The downstream thread's; any may ask for {@link
 * #lost()}.
 *
 * <p>Numbers are 16 bits and wrap: a number is ahead when it is at most 32767 above the one due,
 * else behind. The first one seen is where counting begins. An LNS that begins anew somewhere
 * behind is noticed by {@link #RESTART_AFTER} datagrams on end, each one number after the other,
 * that all seem to be behind: the last of them is taken as the new beginning. One that jumps ahead
 * is followed at once; what it left out counts as a gap.
 */
final class ReceivedSequence {
    /** Numbers behind the newest one of which is known whether they came. */
    static final int WINDOW = 64;

    /** How far ahead of the one that is due a frame may wait, and so how many of them. */
    static final int SPAN = 32;

    static final int RESTART_AFTER = 8;

    private static final VarHandle LOST = lostHandle();

    /** What is to become of a datagram. */
    enum Fate {
        DELIVER,
        /** It waits for those before it. */
        HOLD,
        /** What waits goes first, without those that did not come; then it. */
        SKIP,
        /** What waits goes first; then it, and counting begins with it. */
        RESTART,
        DISCARD
    }

    private final Reordering reordering;
    private boolean begun;

    /** One above the newest number seen. */
    private int next;

    /** Bit n: {@code next - 1 - n} came. */
    private long window;

    /** The number to be delivered next; with {@link Reordering#WAIT} alone it may be below next. */
    private int due;

    /** Where waiting frames lie, by the low bits of their numbers; -1 for none. */
    private int @Nullable [] slots;

    private int held;
    private int strays;
    private int lastStray;
    private long lost;

    ReceivedSequence(Reordering reordering) {
        this.reordering = reordering;
    }

    /** Frames that wait. */
    int held() {
        return held;
    }

    /** Numbers of which it is certain that they are not delivered in time; never goes back. */
    long lost() {
        return (long) LOST.getOpaque(this);
    }

    /** As {@link #lost()}, when nothing more will come. */
    long lostAtEnd() {
        return switch (reordering) {
            case DELIVER -> lost() + (begun ? Long.bitCount(~window) : 0);
            case DROP -> lost();
            case WAIT -> lost() + ((next - due) & 0xffff);
        };
    }

    /** Takes note of a datagram's number. */
    Fate take(int ns, Tallies tallies) {
        if (!begun) {
            begin(ns);
            return Fate.DELIVER;
        }
        int ahead = (short) (ns - next);
        if (ahead < 0) {
            return behind(ns, -ahead, tallies);
        }
        strays = 0;
        if (ahead > 0) {
            tallies.count(Drop.DATA_SEQUENCE_GAP, ahead);
        }
        int passed = slide(ahead + 1);
        next = (ns + 1) & 0xffff;
        return switch (reordering) {
            case DELIVER -> {
                lose(passed, tallies);
                yield Fate.DELIVER;
            }
            case DROP -> {
                lose(ahead, tallies);
                yield Fate.DELIVER;
            }
            case WAIT -> waiting(ns);
        };
    }

    private Fate waiting(int ns) {
        int before = (ns - due) & 0xffff;
        if (before == 0) {
            due = (ns + 1) & 0xffff;
            return Fate.DELIVER;
        }
        return before < SPAN ? Fate.HOLD : Fate.SKIP;
    }

    private Fate behind(int ns, int back, Tallies tallies) {
        boolean isInWindow = back <= WINDOW;
        long bit = isInWindow ? 1L << (back - 1) : 0;
        if ((window & bit) != 0) {
            tallies.count(Drop.DATA_DUPLICATE);
        } else {
            tallies.count(Drop.DATA_OUT_OF_ORDER);
            if (reordering == Reordering.WAIT && (short) (ns - due) >= 0) {
                strays = 0;
                window |= bit;
                tallies.count(Drop.DATA_REORDERED);
                return waiting(ns);
            }
        }
        strays = strays > 0 && ns == ((lastStray + 1) & 0xffff) ? strays + 1 : 1;
        lastStray = ns;
        boolean isRestart = strays == RESTART_AFTER;
        return switch (reordering) {
            case DELIVER -> {
                if (isRestart) {
                    lose(Long.bitCount(~window), tallies);
                    begin(ns);
                } else {
                    window |= bit;
                }
                yield Fate.DELIVER;
            }
            case DROP -> {
                if (isRestart) {
                    begin(ns);
                }
                yield isRestart ? Fate.DELIVER : Fate.DISCARD;
            }
            case WAIT -> isRestart ? Fate.RESTART : Fate.DISCARD;
        };
    }

    /** Counting begins with this number: none before it is missed. */
    void begin(int ns) {
        begun = true;
        next = (ns + 1) & 0xffff;
        due = next;
        window = -1;
        strays = 0;
    }

    /** Moves the window; how many numbers left it that had not come. */
    private int slide(int by) {
        int passed;
        if (by >= WINDOW) {
            passed = Long.bitCount(~window) + by - WINDOW;
            window = 0;
        } else {
            passed = Long.bitCount(~window >>> (WINDOW - by));
            window <<= by;
        }
        window |= 1;
        return passed;
    }

    private void lose(int count, Tallies tallies) {
        if (count != 0) {
            LOST.setOpaque(this, lost + count);
            tallies.count(Drop.DATA_LOST, count);
        }
    }

    // ---- frames that wait ----

    /** A frame that was to be held lies in a slot. */
    void hold(int ns, int slot) {
        int[] own = slots;
        if (own == null) {
            own = new int[SPAN];
            Arrays.fill(own, -1);
            slots = own;
        }
        own[ns & (SPAN - 1)] = slot;
        held++;
    }

    /** The slot of the frame that is due, which waits no more; -1 when it has not come. */
    int release() {
        int[] own = slots;
        int at = due & (SPAN - 1);
        if (own == null || held == 0 || own[at] < 0) {
            return -1;
        }
        int slot = own[at];
        own[at] = -1;
        held--;
        due = (due + 1) & 0xffff;
        return slot;
    }

    boolean isHoldingBefore(int ns) {
        int[] own = slots;
        int count = Math.min((ns - due) & 0xffff, SPAN);
        for (int i = 0; own != null && held > 0 && i < count; i++) {
            if (own[(due + i) & (SPAN - 1)] >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Those before the first frame that waits are given up. */
    void giveUp(Tallies tallies) {
        int[] own = slots;
        int missing = 0;
        while (own != null && held > 0 && own[due & (SPAN - 1)] < 0) {
            due = (due + 1) & 0xffff;
            missing++;
        }
        lose(missing, tallies);
    }

    /** Nothing waits: all before a number are given up, and it is delivered. */
    void skipTo(int ns, Tallies tallies) {
        lose((ns - due) & 0xffff, tallies);
        due = (ns + 1) & 0xffff;
    }

    /** Any slot of a frame that waits, for one that will not be delivered; -1 when none does. */
    int discard() {
        int[] own = slots;
        for (int at = 0; own != null && at < SPAN; at++) {
            int slot = own[at];
            if (slot >= 0) {
                own[at] = -1;
                return slot;
            }
        }
        return -1;
    }

    private static VarHandle lostHandle() {
        try {
            return MethodHandles.lookup().findVarHandle(ReceivedSequence.class, "lost", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
