package dev.verso.tck.report;

import dev.verso.tck.Rules;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.report.Report.Adapter;
import dev.verso.tck.report.Report.CheckResult;
import dev.verso.tck.report.Report.Environment;
import dev.verso.tck.report.Report.KitFacts;
import dev.verso.tck.report.Report.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What was seen of the run of one class that extends a kit, and the report on it. Not thread-safe. */
final class Session {

    private static final String UNKNOWN = "unknown";

    private final Class<?> test;
    private final Kit kit;
    private final String list;
    private final Instant started = Instant.now();
    private final long began = System.nanoTime();
    private final Map<String, Observed> observed = new LinkedHashMap<>();
    private final List<String> obstacles = new ArrayList<>();
    private boolean ended;

    Session(Class<?> test, Kit kit) {
        this(test, kit, resource(kit.list()));
    }

    Session(Class<?> test, Kit kit, String list) {
        this.test = test;
        this.kit = kit;
        this.list = list;
    }

    Class<?> test() {
        return test;
    }

    /** Tells whether another run of the same class was a proper part of this one. */
    boolean isWholeOf(Session other) {
        return observed.keySet().containsAll(other.observed.keySet()) && observed.size() > other.observed.size();
    }

    void began(String id, Observed invocation) {
        observed.put(id, invocation);
    }

    Optional<Observed> observed(String id) {
        return Optional.ofNullable(observed.get(id));
    }

    void obstacle(String what) {
        obstacles.add(what);
    }

    void ended() {
        ended = true;
    }

    Report report() {
        List<String> against = new ArrayList<>(obstacles);
        Expected expected;
        try {
            expected = Expected.parse(list);
        } catch (IllegalArgumentException e) {
            expected = new Expected(List.of(), Set.of());
            against.add("The kit is damaged: " + e.getMessage());
        }
        if (!ended) {
            against.add("The run did not come to its end");
        }
        List<CheckResult> checks = checks(expected, against);
        Set<String> capabilities = listed("verso.capabilities");
        Set<String> faults = listed("verso.faults");
        Judgement judgement = Judgement.of(kit, expected, Rules.all(), Claim.of(capabilities, faults), checks, against);
        return new Report(
                Report.FORMAT,
                judgement.status(),
                judgement.level(),
                judgement.summary(),
                judgement.reasons(),
                judgement.levels(),
                new KitFacts(
                        kit.port(), version(), Rules.contract(), hash("/dev/verso/tck/rules.yaml"), hash(kit.list())),
                new Adapter(
                        fact("verso.adapter"),
                        fact("verso.adapter.version"),
                        fact("verso.backend"),
                        List.copyOf(capabilities),
                        fact("verso.reads"),
                        List.copyOf(faults)),
                ended ? ClassPath.of(test) : List.of(),
                environment(),
                new Run(
                        test.getName(),
                        started.truncatedTo(ChronoUnit.SECONDS).toString(),
                        (System.nanoTime() - began) / 1_000_000,
                        Sums.seed(checks),
                        Sums.operations(checks),
                        Sums.contention(checks)),
                judgement.rules());
    }

    private List<CheckResult> checks(Expected expected, List<String> against) {
        Map<String, List<Observed>> byCheck = observed.values().stream()
                .collect(Collectors.groupingBy(Observed::check, LinkedHashMap::new, Collectors.toList()));
        List<CheckResult> checks = new ArrayList<>();
        for (Expected.Check check : expected.checks()) {
            List<Observed> own = byCheck.remove(check.name());
            if (own == null) {
                continue;
            }
            own.stream()
                    .map(Observed::declaredBy)
                    .filter(by -> !by.equals(kit.chapters() + check.chapter()))
                    .findFirst()
                    .ifPresent(by -> against.add(check.name() + " was replaced by one of " + by));
            checks.add(Observed.together(check, own, kit.chapters()));
        }
        byCheck.forEach((name, own) -> {
            boolean ofTheKit = own.stream().anyMatch(each -> each.declaredBy().startsWith(kit.chapters()));
            if (ofTheKit) {
                against.add("The kit is damaged: its list of checks lacks " + name);
            }
        });
        return checks;
    }

    private String fact(String name) {
        return observed.values().stream()
                .map(each -> each.fact(name))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Set<String> listed(String name) {
        return Arrays.stream(fact(name).split(","))
                .filter(value -> !value.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Environment environment() {
        return new Environment(
                System.getProperty("java.runtime.version", UNKNOWN),
                System.getProperty("java.vm.name", UNKNOWN),
                System.getProperty("os.name", UNKNOWN) + " " + System.getProperty("os.version", ""),
                System.getProperty("os.arch", UNKNOWN),
                Runtime.getRuntime().availableProcessors(),
                Optional.ofNullable(Test.class.getPackage().getImplementationVersion())
                        .orElse(UNKNOWN));
    }

    static String version() {
        Properties properties = new Properties();
        try (InputStream in = Session.class.getResourceAsStream("kit.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return UNKNOWN;
        }
        return properties.getProperty("version", UNKNOWN);
    }

    static String hash(String resource) {
        byte[] bytes = bytes(resource);
        return bytes.length == 0 ? "" : Fingerprint.of(bytes);
    }

    static String resource(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String resource) {
        try (InputStream in = VersionedStorageTck.class.getResourceAsStream(
                resource.startsWith("/") ? resource : "/dev/verso/tck/report/" + resource)) {
            return in == null ? new byte[0] : in.readAllBytes();
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
