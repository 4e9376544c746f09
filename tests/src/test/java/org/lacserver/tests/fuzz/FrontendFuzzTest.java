package org.lacserver.tests.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Whatever a caller sends, and when: it harms no other caller, and nothing is left of it. */
final class FrontendFuzzTest {
    private static final int[] CODES = {0x09, 0x19, 0xa7, 0x07, 0x65};

    @FuzzTest
    void noSequenceOfFramesHarmsAnybodyElse(byte[] input) {
        AccessSite site = new AccessSite();
        Steps steps = new Steps(input);
        while (steps.hasNext()) {
            int choice = steps.choice();
            byte[] body = steps.body();
            int which = choice >> 3;
            switch (choice & 7) {
                case 0 -> site.discovery(CODES[which % CODES.length], body);
                case 1 -> site.question(which, body);
                case 2, 3 -> site.ppp(body);
                case 4 -> site.acknowledge();
                case 5 -> site.passes((1 + which) * 500_000_000L);
                case 6 -> site.order(which);
                default -> site.frame(body);
            }
            site.judge();
        }
        site.shutDown();
    }
}
