package org.lacserver.tests.load.data;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ./lac bench data} measures.
 *
 * @param paths by name, in the order of the tables
 * @param sessions numbers of them, 1..60000
 * @param directions {@code up}, {@code down}, {@code both}
 * @param rounds how often each cell is measured
 * @param millis how long each time
 * @param latency measure one-way times
 * @param lossFree look for the highest rate without loss
 * @param shuffled sessions take turns in no order, instead of one after the other
 * @param checksum UDP has checksums
 * @param markdown tables as a document wants them
 * @param json where to write all figures, null: nowhere
 */
record DataOptions(
        List<String> paths,
        List<Size> sizes,
        List<Integer> sessions,
        List<String> directions,
        int rounds,
        int millis,
        boolean latency,
        boolean lossFree,
        boolean shuffled,
        boolean checksum,
        boolean markdown,
        @Nullable Path json) {
    static final String USAGE =
            """
            usage: lac bench data [--paths A,B] [--sizes A,B] [--sessions A,B] [--directions A,B]
                                  [--rounds R] [--seconds S] [--latency yes|no] [--loss-free yes|no]
                                  [--order turns|shuffled] [--checksums yes|no] [--quick]
                                  [--markdown] [--json FILE]
              paths       redirect,kernel,kernel-no-checksum,userspace,bridge,l2tpns (all)
              sizes       of IP packets, 64..1440 octets, or imix (64,512,1400,imix)
              sessions    that take turns, 1..60000 each (1,1000,60000)
              directions  up,down,both (all)
              rounds      each cell is measured R times (1..99, default 3), the paths in turn
              seconds     how long each time (0.1..60, default 0.3)
              order       in which sessions send: one after the other (turns, the default), or none
              checksums   UDP datagrams of L2TP have one, both ways (yes, as the product's default)
              quick       64 and 1400 octets, 1000 sessions, up and down, 3 rounds of 0.2 s, nothing
                          else: under a minute\
            """;

    /** The kernel path with {@code udp-checksum} off, both ways. */
    static final String NO_CHECKSUM = "kernel-no-checksum";

    private static final List<String> PATHS =
            List.of("redirect", "kernel", NO_CHECKSUM, "userspace", "bridge", "l2tpns");
    private static final List<String> DIRECTIONS = List.of("up", "down", "both");

    static DataOptions parse(List<String> arguments) {
        boolean quick = arguments.contains("--quick");
        List<String> paths = quick ? PATHS.subList(0, 5) : PATHS;
        List<Size> sizes =
                quick
                        ? List.of(Size.of(64), Size.of(1400))
                        : List.of(Size.of(64), Size.of(512), Size.of(1400), Size.IMIX);
        List<Integer> sessions = quick ? List.of(1000) : List.of(1, 1000, 60_000);
        List<String> directions = quick ? DIRECTIONS.subList(0, 2) : DIRECTIONS;
        int rounds = 3;
        int millis = quick ? 200 : 300;
        boolean latency = !quick;
        boolean lossFree = !quick;
        boolean shuffled = false;
        boolean checksum = true;
        Path json = null;
        for (int i = 0; i < arguments.size(); i++) {
            String option = arguments.get(i);
            if (option.equals("--quick") || option.equals("--markdown")) {
                continue;
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException("unknown option, or no value: " + option);
            }
            String value = arguments.get(++i);
            switch (option) {
                case "--paths" -> paths = words(option, value, PATHS);
                case "--sizes" -> sizes = sizes(value);
                case "--sessions" -> {
                    List<Integer> all = new ArrayList<>();
                    for (String word : value.split(",", -1)) {
                        all.add((int) number(option, word, 1, 60_000));
                    }
                    sessions = all;
                }
                case "--directions" -> directions = words(option, value, DIRECTIONS);
                case "--rounds" -> rounds = (int) number(option, value, 1, 99);
                case "--seconds" -> millis = (int) (number(option, value, 0.1, 60) * 1000);
                case "--latency" -> latency = choice(option, value, "yes", "no");
                case "--loss-free" -> lossFree = choice(option, value, "yes", "no");
                case "--order" -> shuffled = choice(option, value, "shuffled", "turns");
                case "--checksums" -> checksum = choice(option, value, "yes", "no");
                case "--json" -> json = Path.of(value);
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new DataOptions(
                paths,
                sizes,
                sessions,
                directions,
                rounds,
                millis,
                latency,
                lossFree,
                shuffled,
                checksum,
                arguments.contains("--markdown"),
                json);
    }

    private static boolean choice(String option, String value, String yes, String no) {
        return words(option, value, List.of(yes, no)).getFirst().equals(yes);
    }

    private static List<String> words(String option, String value, List<String> known) {
        List<String> words = List.of(value.split(",", -1));
        if (!known.containsAll(words)) {
            throw new IllegalArgumentException(option + " takes " + String.join(", ", known));
        }
        return words;
    }

    private static List<Size> sizes(String value) {
        List<Size> sizes = new ArrayList<>();
        for (String word : value.split(",", -1)) {
            sizes.add(
                    word.equals("imix")
                            ? Size.IMIX
                            : Size.of((int) number("--sizes", word, 64, 1440)));
        }
        return sizes;
    }

    private static double number(String option, String value, double least, double most) {
        try {
            double number = Double.parseDouble(value.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException(
                option + " takes " + plain(least) + ".." + plain(most) + ", not " + value);
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }
}
