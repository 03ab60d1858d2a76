package dev.verso.tck.zoo;

import dev.verso.Capability;
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
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
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

    private static @Nullable Subject subject;
    private static @Nullable Supplier<RevisionStore> store;
    private static Duration deadline = PATIENT;

    /**
     * How one check ended.
     *
     * @param method the check's method
     * @param invocation its display name, which tells the invocations of one method apart
     * @param reported the verdict that the kit itself reports: PASS, FAIL, ERROR, NOT_DECLARED; none if it reports nothing
     * @param failure what it threw; null if it passed
     */
    record Verdict(
            String method,
            String invocation,
            String reported,
            @Nullable Throwable failure) {

        boolean passed() {
            return failure == null;
        }

        String rule() {
            String[] parts = method.split("_", 3);
            return parts[0] + "-" + parts[1];
        }

        /** Tells whether the check itself found nothing wrong: it passed, or only the audit of the neighbour failed. */
        boolean passedButForTheAudit() {
            return passed() || message().contains(", found by the check of ");
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
            return ALL;
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
        return run(DrivingPort.class, rules);
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
        deadline = patience;
        return run(DrivenPort.class, rules);
    }

    private static KitRun run(Class<?> kit, String... rules) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(checks(kit, rules).stream()
                        .map(check -> DiscoverySelectors.selectMethod(kit, check))
                        .toList())
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .build();
        Collector collector = new Collector();
        LauncherFactory.create().execute(request, collector);
        return new KitRun(List.copyOf(collector.verdicts));
    }

    private static List<Method> checks(Class<?> kit, String... rules) {
        List<Method> checks = Arrays.stream(kit.getMethods())
                .filter(method -> AnnotationSupport.isAnnotated(method, Testable.class))
                .filter(method -> rules.length == 0
                        || Arrays.stream(rules)
                                .anyMatch(rule -> method.getName().startsWith(rule.replace('-', '_') + "_")))
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

    /** Gives the checks that failed. */
    List<Verdict> failed() {
        return verdicts.stream().filter(verdict -> !verdict.passed()).toList();
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
