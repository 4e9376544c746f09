package org.lacserver.tests.load.data;

import org.lacserver.tests.net.LacProcess;
import org.lacserver.tests.net.Namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code ./lac bench data}: the product's data planes beside a bare redirect, Linux's bridge and
 * l2tpns, each in a namespace of its own and all of them in one run, so that ratios hold whatever
 * the machine does meanwhile.
 */
public final class DataBench {
    private static final int CANNOT_HERE = 3;
    private static final int WARM_UP_FRAMES = 512;
    private static final long WARM_UP_NANOS = 1_500_000_000L;

    private final DataOptions options;
    private final Path directory;
    private final Meter meter;
    private final Bench bench;
    private final Report report;
    private final Map<String, Way> ways = new LinkedHashMap<>();
    private final Map<String, String> absent = new LinkedHashMap<>();

    private DataBench(DataOptions options, Path directory, Meter meter) {
        this.options = options;
        this.directory = directory;
        this.meter = meter;
        this.bench = new Bench(meter, options);
        this.report = new Report(options);
    }

    /**
     * Measures; the exit code is 0 when every frame that was looked at was right, 3 when the kernel
     * does not allow it.
     */
    public static int run(String[] arguments) throws IOException, InterruptedException {
        DataOptions options;
        try {
            options = DataOptions.parse(Arrays.asList(arguments));
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage() + "\n" + DataOptions.USAGE);
            return 2;
        }
        if (!Namespaces.inside()) {
            return Namespaces.reenter(DataBench.class, arguments);
        }
        Path directory = Files.createTempDirectory("lac-bench");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        Meter loaded;
        try {
            loaded = Meter.load();
        } catch (IOException refused) {
            System.err.println("This cannot be measured here: " + refused.getMessage());
            return CANNOT_HERE;
        }
        try (Meter meter = loaded) {
            return new DataBench(options, directory, meter).measure() ? 0 : 1;
        } catch (IOException | IllegalStateException failure) {
            System.err.println("The benchmark failed: " + failure.getMessage());
            return 1;
        }
    }

    /** Also when it is interrupted; processes that still write there are about to end. */
    private static void delete(Path directory) {
        try {
            LacProcess.delete(directory);
        } catch (IOException _) {
            // somebody has written meanwhile: a log is left
        }
    }

    /** Within the namespace. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(arguments));
    }

    private boolean measure() throws IOException, InterruptedException {
        long start = System.nanoTime();
        try {
            open();
            System.out.println(machine());
            System.out.println(Report.DEFINITIONS);
            boolean isRight = true;
            for (String direction : options.directions()) {
                for (Size size : options.sizes()) {
                    isRight &= group(direction, size);
                }
                for (int sessions : options.sessions()) {
                    System.out.println(report.tables(direction, sessions));
                }
            }
            System.out.println(new Targets(report, options).text());
            absent.forEach((path, why) -> System.out.println(path + " was not measured: " + why));
            System.out.printf(Locale.ROOT, "%.0f s in all%n", (System.nanoTime() - start) / 1e9);
            if (options.json() != null) {
                Files.writeString(options.json(), report.json());
            }
            return isRight;
        } finally {
            for (Way way : ways.values()) {
                way.close();
            }
        }
    }

    private void open() throws IOException, InterruptedException {
        Site.must(List.of("mount", "-t", "bpf", "bpf", PlaneMain.PINS));
        // to run a program that no interface has, the kernel waits for all processors, each time
        Site.must(List.of("ip", "link", "add", "gen0", "type", "veth", "peer", "name", "gen1"));
        meter.attach("generate_up", "gen0");
        meter.attach("generate_down", "gen1");
        int most = options.sessions().stream().mapToInt(Integer::intValue).max().orElse(1);
        for (String path : options.paths()) {
            Site site = Site.open(ways.size() + absent.size());
            bench.connect(site);
            try {
                Way way =
                        switch (path) {
                            case "redirect" -> PlainWay.redirect(meter, site, options.checksum());
                            case "bridge" -> PlainWay.bridge(site, options.checksum());
                            case "l2tpns" ->
                                    L2tpnsWay.start(site, most, options.checksum(), directory);
                            case "kernel-no-checksum" ->
                                    PlaneWay.start(path, site, most, false, directory);
                            default ->
                                    PlaneWay.start(path, site, most, options.checksum(), directory);
                        };
                ways.put(path, way);
                if (way.isJava()) {
                    warmUp(way);
                }
            } catch (IOException | IllegalStateException e) {
                site.close();
                absent.put(path, String.valueOf(e.getMessage()));
                System.err.println(path + ": " + e.getMessage());
            }
        }
    }

    /** Its code is compiled before anything is measured. */
    private void warmUp(Way way) throws IOException {
        for (String direction : List.of("up", "down")) {
            int sessions = Math.min(64, way.sessions());
            Cell cell = new Cell(way.name(), direction, sessions, Size.of(64));
            bench.prepare(way, cell);
            Figures unseen = new Figures();
            unseen.underWay(WARM_UP_FRAMES);
            bench.throughput(way, cell, unseen, WARM_UP_NANOS);
        }
    }

    /** All cells of a direction and size: rounds go through them in turn. */
    private boolean group(String direction, Size size) throws IOException {
        List<Cell> cells = new ArrayList<>();
        boolean isRight = true;
        for (int sessions : options.sessions()) {
            for (String path : options.paths()) {
                Cell cell = new Cell(path, direction, sessions, size);
                Way way = ways.get(path);
                if (way == null) {
                    report.missing(cell, absent.getOrDefault(path, "not there"));
                } else if (way.sessions() < sessions) {
                    report.missing(cell, way.whyNotMore());
                } else {
                    cells.add(cell);
                }
            }
        }
        for (int round = 0; round < options.rounds(); round++) {
            for (Cell cell : cells) {
                isRight &= attempt(cell, true);
            }
        }
        for (Cell cell : cells) {
            if (!report.isMissing(cell)) {
                isRight &= attempt(cell, false);
            }
        }
        return isRight;
    }

    private boolean attempt(Cell cell, boolean isRound) throws IOException {
        Way way = ways.get(cell.path());
        if (way == null || report.isMissing(cell)) {
            return true;
        }
        Figures figures = report.of(cell);
        try {
            bench.prepare(way, cell);
            if (isRound) {
                bench.settle(way, cell, figures);
                bench.throughput(way, cell, figures, options.millis() * 1_000_000L);
            } else {
                if (options.latency()) {
                    bench.idle(way, cell, figures);
                    bench.loaded(way, cell, figures);
                }
                if (options.lossFree()) {
                    bench.lossFree(way, cell, figures);
                }
            }
            return true;
        } catch (IllegalStateException wrong) {
            report.missing(cell, String.valueOf(wrong.getMessage()));
            System.err.println(cell.path() + ": " + wrong.getMessage());
            return false;
        }
    }

    private static String machine() throws IOException {
        String model =
                Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("unknown processor");
        return String.format(
                Locale.ROOT,
                "%d processors (%s), Linux %s, Java %s%n",
                Runtime.getRuntime().availableProcessors(),
                model,
                System.getProperty("os.version"),
                Runtime.version());
    }
}
