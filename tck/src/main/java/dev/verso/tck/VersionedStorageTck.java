package dev.verso.tck;

import dev.verso.Capability;
import dev.verso.tck.fault.Fault;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;

/**
 * Judges any backend by the contract, through the port that applications use.
 *
 * <p>The author of a backend extends it once, and runs it with JUnit:
 *
 * <pre>{@code
 * class MyTck extends VersionedStorageTck {
 *     private static final MyBackend BACKEND = MyBackend.start();
 *
 *     @Override
 *     protected Subject subject() {
 *         return Subject.of("my adapter", "1.0", options -> VersionedStorage.over(BACKEND.open(), options))
 *                 .declares(Capability.SCANS, Capability.ATOMIC_BATCH);
 *     }
 * }
 * }</pre>
 *
 * <p>Each method is named by the rule that it checks: {@code -Dtest=MyTck#VER_02*} runs what there is for VER-02. Checks
 * share nothing, so they may run in parallel; each works in tenants of its own and leaves them behind.
 */
public abstract class VersionedStorageTck
        implements StateTable,
                KeyRules,
                VersionRules,
                AgreementRules,
                VersionIdRules,
                DeletionRules,
                RestoreRules,
                LockRules,
                ContentionRules,
                LinearizabilityRules,
                FaultRules,
                VisibilityRules,
                TimeRules,
                HistoryRules,
                InstantRules,
                ListRules,
                CursorRules,
                PageRules,
                JsonRules,
                TenancyRules,
                ErrorRules,
                OrderRules,
                WriteIdRules,
                CapabilityRules,
                BatchRules,
                FeedRules,
                ErasureRules,
                ErasedVersionRules,
                ForgettingRules,
                IntegrityRules,
                ModelRules {

    private @Nullable Judge judge;

    /** Only for subclasses. */
    protected VersionedStorageTck() {}

    /**
     * Says what is judged.
     *
     * @return the adapter, a way to open instances over one backend, and the capabilities that it declares
     */
    protected abstract Subject subject();

    /**
     * Notes which check runs.
     *
     * @param info the check
     * @param reporter takes the verdict
     */
    @BeforeEach
    protected final void noteCheck(TestInfo info, TestReporter reporter) {
        judge = new Judge(
                subject(),
                getClass().getName(),
                info.getTestMethod().map(Method::getName).orElse("a check"),
                info.getDisplayName(),
                reporter);
    }

    @Override
    public final void rule(String ruleId, Check check) {
        judge(Rules.get(ruleId), EnumSet.noneOf(Capability.class), check);
    }

    @Override
    public final void rule(String ruleId, Capability needed, Check check) {
        judge(Rules.get(ruleId), EnumSet.of(needed), check);
    }

    @Override
    public final void rule(String ruleId, Fault needed, FaultCheck check) {
        Rule rule = Rules.get(ruleId);
        Set<Capability> capabilities = EnumSet.noneOf(Capability.class);
        rule.capability().ifPresent(capabilities::add);
        ready().judge(rule, capabilities, needed, check);
    }

    private void judge(Rule rule, Set<Capability> needed, Check check) {
        rule.capability().ifPresent(needed::add);
        ready().judge(rule, needed, check);
    }

    private Judge ready() {
        if (judge == null) {
            throw new IllegalStateException("A check runs only as a JUnit test of this class");
        }
        return judge;
    }
}
