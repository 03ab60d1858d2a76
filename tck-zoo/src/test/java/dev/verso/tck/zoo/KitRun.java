package dev.verso.tck.zoo;

import dev.verso.Capability;
import dev.verso.StorageException;
import dev.verso.StorageOptions;
import dev.verso.VersionedStorage;
import dev.verso.spi.RevisionStore;
import dev.verso.tck.Subject;
import dev.verso.tck.VersionedStorageTck;
import dev.verso.tck.store.RevisionStoreTck;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * One run of the kit, as any third party runs it but for the result, which is examined.
 *
 * <p>Runs go one after the other: JUnit makes the test classes' instances, so what they judge is handed over statically.
 *
 * @param verdicts how each check ended
 */
record KitRun(List<Verdict> verdicts) {

    private static final Set<Capability> ALL =
            Set.of(Capability.SCANS, Capability.ATOMIC_BATCH, Capability.CHANGE_FEED, Capability.ERASURE);

    /** For what is sound but for one defect. */
    static final Duration PATIENT = Duration.ofSeconds(10);

    /** For what keeps nothing: what never comes need not be waited for long. */
    static final Duration IMPATIENT = Duration.ofMillis(200);

    /** The table judges each of its rows by the row's own rule, so any rule may have checks in it. */
    static final String TABLE = "VER_03_table_of_operations_by_state";

    /** What takes long goes last where the first kill counts. */
    private static final Pattern SLOW = Pattern.compile(
            ".*(histories_of|no_update_is_lost|concurrent|racing|race|random|8_MiB|beside|table_of|chase).*");

    /** Listeners and such that are found on the class path are for the run around this one. */
    private static final Launcher LAUNCHER = LauncherFactory.create(LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestEngineAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .build());

    private static @Nullable Subject subject;
    private static @Nullable Supplier<RevisionStore> store;
    private static Set<Capability> declared = ALL;
    private static Duration deadline = PATIENT;

    private static final Pattern CRASH = Pattern.compile(
            "^ *seen: .*(NullPointerException|ClassCastException|IndexOutOfBounds|against its contract)"
                    + "|within the (subject's )?deadline|A racer did not end within|has not caught up within",
            Pattern.MULTILINE);

    /**
     * How one check ended.
     *
     * @param method the check's method
     * @param invocation its display name, which tells the invocations of one method apart
     * @param reported the verdict that the kit itself reports: PASS, FAIL, ERROR, NOT_DECLARED, NOT_RUN; none if it reports
     *     nothing
     * @param failure what it threw; null if it passed
     */
    record Verdict(
            String method,
            String invocation,
            String reported,
            @Nullable Throwable failure) {

        boolean passed() {
            return failure == null && !reported.equals("NOT_RUN");
        }

        String rule() {
            String[] parts = method.split("_", 3);
            return parts[0] + "-" + parts[1];
        }

        /** Tells whether the check itself found nothing wrong: it passed, or only the audit of the neighbour failed. */
        boolean passedButForTheAudit() {
            // Of a capability that is not declared, that it must refuse is what the check itself is about.
            boolean byTheAudit =
                    message().contains(", found by the check of ") && !message().startsWith("CAP-02");
            return passed() || byTheAudit;
        }

        /**
         * Tells whether a rule has found the defect: by what the check saw, not by a crash, a missing answer or what the
         * kit itself could not do.
         */
        boolean kills(String rule) {
            return reported.equals("FAIL")
                    && message().startsWith(rule + " (MUST) is broken by ")
                    && message().contains("the last calls")
                    && message().contains("again: ")
                    && !CRASH.matcher(message()).find()
                    && failure != null
                    && (failure.getCause() instanceof AssertionError || failure.getCause() instanceof StorageException);
        }

        String message() {
            return failure == null ? "" : String.valueOf(failure.getMessage());
        }

        @Override
        public String toString() {
            return invocation.startsWith(method) ? method : method + " " + invocation;
        }
    }

    /** The kit over the driving port. */
    static final class DrivingPort extends VersionedStorageTck {

        @Override
        protected Subject subject() {
            if (subject == null) {
                throw new IllegalStateException("Run by way of KitRun only");
            }
            return subject;
        }
    }

    /** The kit over the driven port. */
    static final class DrivenPort extends RevisionStoreTck {

        @Override
        protected String name() {
            return "a store of the zoo";
        }

        @Override
        protected RevisionStore open() {
            if (store == null) {
                throw new IllegalStateException("Run by way of KitRun only");
            }
            return store.get();
        }

        @Override
        protected Set<Capability> declared() {
            return declared;
        }

        @Override
        protected Duration deadline() {
            return deadline;
        }
    }

    /**
     * Judges a storage that declares all that the memory backend declares.
     *
     * @param open opens instances over one backend
     * @param patience how long to wait for what may take a while
     * @param rules the rules whose checks run; all if there is none
     */
    static synchronized KitRun ofStorage(
            Function<StorageOptions, VersionedStorage> open, Duration patience, String... rules) {
        subject = Subject.of("a storage of the zoo", "0", open::apply)
                .declares(ALL.toArray(Capability[]::new))
                .elsewhere(open::apply)
                .deadline(patience);
        return run(DrivingPort.class, checks(DrivingPort.class, rules));
    }

    /**
     * Judges a store that declares all that the memory backend declares.
     *
     * @param open opens instances over the same data
     * @param patience how long to wait for what may take a while
     * @param rules the rules whose checks run; all if there is none
     */
    static synchronized KitRun ofStore(Supplier<RevisionStore> open, Duration patience, String... rules) {
        store = open;
        declared = ALL;
        deadline = patience;
        return run(DrivenPort.class, checks(DrivenPort.class, rules));
    }

    /**
     * Judges a mutant by one rule of one kit, check by check, until one kills it.
     *
     * @return what was found by then; the last verdict is the kill, if there is one
     */
    static synchronized KitRun untilKilled(Mutant mutant, Mutant.Killer killer) {
        List<Verdict> verdicts = new ArrayList<>();
        try (Stage stage = new Stage(mutant, killer.kit(), PATIENT)) {
            for (Method check : checksOf(stage.kit, killer.by())) {
                List<Verdict> found = run(stage.kit, List.of(check)).verdicts();
                Optional<Verdict> kill = found.stream()
                        .filter(verdict -> verdict.kills(killer.rule()))
                        .findFirst();
                verdicts.addAll(found);
                if (kill.isPresent()) {
                    break;
                }
            }
        }
        return new KitRun(List.copyOf(verdicts));
    }

    /** Judges a mutant, or what is sound, by the checks of a kit whose names begin so; by all of them if none is said. */
    static synchronized KitRun of(Mutant mutant, Kit by, Duration patience, String... checks) {
        try (Stage stage = new Stage(mutant, by, patience)) {
            return run(stage.kit, checks(stage.kit, checks));
        }
    }

    /** Gives the verdict by which a rule has killed what was judged, if one has. */
    Optional<Verdict> kill(String rule) {
        return verdicts.stream().filter(verdict -> verdict.kills(rule)).findFirst();
    }

    /** Gives every rule that has killed what was judged. */
    Set<String> killers() {
        return verdicts.stream()
                .flatMap(
                        verdict -> Stream.of(verdict.message().split(" ", 2)[0]).filter(verdict::kills))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Puts a mutant before a kit. */
    private static final class Stage implements AutoCloseable {

        private final Class<?> kit;
        private final Optional<Harbour> harbour;

        Stage(Mutant mutant, Kit by, Duration patience) {
            kit = by == Kit.STORAGE ? DrivingPort.class : DrivenPort.class;
            harbour = mutant.harbour().map(Supplier::get);
            if (by == Kit.STORE) {
                store = mutant.stores();
                declared = mutant.declared();
                deadline = patience;
                return;
            }
            Function<StorageOptions, VersionedStorage> open = harbour.<Function<StorageOptions, VersionedStorage>>map(
                            port -> port::open)
                    .orElseGet(mutant::opener);
            Subject sound = Subject.of(mutant.name(), "0", open::apply)
                    .declares(mutant.declared().toArray(Capability[]::new))
                    .elsewhere(mutant.opener()::apply)
                    .deadline(patience);
            subject = harbour.map(sound::faults).orElse(sound);
        }

        @Override
        public void close() {
            harbour.ifPresent(Harbour::close);
        }
    }

    private static List<Method> checksOf(Class<?> kit, String rule) {
        List<Method> checks = new ArrayList<>(checks(kit, rule));
        checks.sort(Comparator.comparing(
                        (Method check) -> SLOW.matcher(check.getName()).matches())
                .thenComparing(Method::getName));
        return checks;
    }

    private static KitRun run(Class<?> kit, List<Method> checks) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(checks.stream()
                        .map(check -> DiscoverySelectors.selectMethod(kit, check))
                        .toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        Collector collector = new Collector();
        LAUNCHER.execute(request, collector);
        return new KitRun(List.copyOf(collector.verdicts));
    }

    /** Gives how the names of a rule's checks begin; what is longer than a rule's id is such a beginning already. */
    private static String prefix(String rule) {
        return rule.matches("[A-Z]+-[0-9]+") ? rule.replace('-', '_') + "_" : rule;
    }

    private static List<Method> checks(Class<?> kit, String... rules) {
        List<Method> checks = Arrays.stream(kit.getMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .filter(method -> rules.length == 0
                        || Arrays.stream(rules)
                                .anyMatch(rule -> method.getName().startsWith(prefix(rule))))
                .toList();
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("The kit has no check of " + Arrays.toString(rules));
        }
        return checks;
    }

    /** Gives the checks that did not fail. */
    List<String> passed() {
        return verdicts.stream()
                .filter(Verdict::passed)
                .map(Verdict::toString)
                .distinct()
                .sorted()
                .toList();
    }

    /** Gives the checks that did not fail, or failed only by the audit that follows every check. */
    List<String> passedButForTheAudit() {
        return verdicts.stream()
                .filter(Verdict::passedButForTheAudit)
                .map(Verdict::toString)
                .distinct()
                .sorted()
                .toList();
    }

    /** Tells each verdict in its first lines, for a message. */
    String told() {
        return verdicts.stream()
                .map(verdict -> verdict + ": " + verdict.reported() + "\n"
                        + verdict.message().lines().limit(8).collect(Collectors.joining("\n    ", "    ", "\n")))
                .collect(Collectors.joining());
    }

    /** Gives the checks that failed. */
    List<Verdict> failed() {
        return verdicts.stream().filter(verdict -> verdict.failure() != null).toList();
    }

    /** Gives the rules of whose checks none failed by what it found itself. */
    Set<String> rulesUnharmed() {
        Set<String> rules = new LinkedHashSet<>();
        verdicts.forEach(verdict -> rules.add(verdict.rule()));
        verdicts.stream()
                .filter(verdict -> !verdict.passedButForTheAudit())
                .forEach(verdict -> rules.remove(verdict.rule()));
        return rules;
    }

    private static final class Collector implements TestExecutionListener {

        private final Collection<Verdict> verdicts = new ArrayList<>();
        private final Map<TestIdentifier, String> reported = new HashMap<>();

        @Override
        public void reportingEntryPublished(TestIdentifier identifier, ReportEntry entry) {
            String verdict = entry.getKeyValuePairs().get("verso.verdict");
            if (verdict != null) {
                reported.put(identifier, verdict);
            }
        }

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            boolean failed = result.getStatus() != TestExecutionResult.Status.SUCCESSFUL;
            if (identifier.isTest() || failed) {
                String method = identifier
                        .getSource()
                        .filter(MethodSource.class::isInstance)
                        .map(source -> ((MethodSource) source).getMethodName())
                        .orElse(identifier.getDisplayName());
                Throwable failure = result.getThrowable()
                        .orElseGet(() -> failed ? new AssertionError("ended as " + result.getStatus()) : null);
                verdicts.add(new Verdict(
                        method, identifier.getDisplayName(), reported.getOrDefault(identifier, "none"), failure));
            }
        }

        @Override
        public void executionSkipped(TestIdentifier identifier, String reason) {
            throw new IllegalStateException("Nothing is skipped in the kit: " + identifier + ": " + reason);
        }
    }
}
