package org.lacserver.tests.load;

import java.util.ArrayList;
import java.util.List;

/**
 * What to measure.
 *
 * @param lac {@code lac}, or {@code l2tpns} for comparison
 * @param calls how many calls to set up
 * @param rate calls a second at most
 * @param lnses how many LNSs, 1..200
 * @param seconds how long each traffic run lasts
 * @param sizes octets of the IP packets
 * @param heap the LAC's heap
 * @param json print JSON
 */
public record BenchOptions(
        String lac,
        int calls,
        int rate,
        int lnses,
        int seconds,
        List<Integer> sizes,
        String heap,
        boolean json) {
    static final String USAGE =
            """
            usage: lac bench [--calls N] [--rate R] [--lnses K] [--seconds S] [--sizes A,B]
                             [--heap 1g] [--lac lac|l2tpns] [--json]
                   lac bench data|admission …
              N calls (1..60000, default 1000) are set up at R a second at most (default 500) to K
              LNSs (1..200, default 2); then IP packets of A and B octets (default 64,1400) go each
              way for S seconds (default 5).\
            """;

    public static BenchOptions parse(String[] arguments) {
        String lac = "lac";
        int calls = 1000;
        int rate = 500;
        int lnses = 2;
        int seconds = 5;
        List<Integer> sizes = List.of(64, 1400);
        String heap = "1g";
        boolean json = false;
        for (int i = 0; i < arguments.length; i++) {
            String option = arguments[i];
            if (option.equals("--json")) {
                json = true;
                continue;
            }
            if (i + 1 == arguments.length) {
                throw new IllegalArgumentException("unknown option, or no value: " + option);
            }
            String value = arguments[++i];
            switch (option) {
                case "--lac" -> lac = value;
                case "--heap" -> heap = value;
                case "--calls" -> calls = number(option, value, 1, 60_000);
                case "--rate" -> rate = number(option, value, 1, 100_000);
                case "--lnses" -> lnses = number(option, value, 1, 200);
                case "--seconds" -> seconds = number(option, value, 1, 600);
                case "--sizes" -> {
                    List<Integer> all = new ArrayList<>();
                    for (String size : value.split(",", -1)) {
                        all.add(number(option, size, 36, 1492));
                    }
                    sizes = List.copyOf(all);
                }
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (!lac.equals("lac") && !lac.equals("l2tpns")) {
            throw new IllegalArgumentException("--lac is lac or l2tpns");
        }
        return new BenchOptions(lac, calls, rate, lnses, seconds, sizes, heap, json);
    }

    private static int number(String option, String value, int least, int most) {
        try {
            int number = Integer.parseInt(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(option + " takes " + least + ".." + most);
    }
}
