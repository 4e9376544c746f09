package org.lacserver.tests.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Whatever a peer sends, and when: it harms no call of another LNS, and every call ends once. */
final class EngineFuzzTest {
    @FuzzTest
    void noSequenceOfDatagramsHarmsAnybodyElse(byte[] input) {
        EngineSite site = new EngineSite();
        Steps steps = new Steps(input);
        while (steps.hasNext()) {
            int choice = steps.choice();
            byte[] body = steps.body();
            int which = choice >> 3;
            switch (choice & 7) {
                case 0, 1, 2 -> site.message(which, body);
                case 3, 4 -> site.datagram(EngineSite.STRANGE, ByteBuffer.wrap(body));
                case 5 -> site.passes((1 + which) * 100_000_000L);
                case 6 -> {
                    if (which < 8) {
                        site.leaves(which);
                    } else {
                        site.arrives(EngineSite.STRANGE);
                    }
                }
                default -> {
                    // somebody else, or the honest LNS's address from another port
                    int port = 1024 + which;
                    site.datagram(
                            new InetSocketAddress(EngineSite.HONEST.getAddress(), port),
                            ByteBuffer.wrap(body));
                }
            }
            site.judge();
        }
        site.shutDown();
    }
}
